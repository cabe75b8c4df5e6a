// A customer's month: opens an account, tops it up, pays 30.00 of it, and prints the month's statement.
//
// LEDGER_GRPC is the ledger, 127.0.0.1:50051 without it; LEDGER_TOKEN a token of role `service`, if auth is on.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"ledger.example/client"
	"ledger.example/client/ledgerv1"
)

func main() {
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	address := cmp.Or(os.Getenv("LEDGER_GRPC"), "127.0.0.1:50051")
	ledger, err := client.Connect(address, client.Options{Token: os.Getenv("LEDGER_TOKEN")})
	if err != nil {
		return err
	}
	defer ledger.Close()

	opened, err := ledger.OpenAccount(ctx, &ledgerv1.OpenAccountRequest{Name: "Ann Example", Currency: proto.String("USD")})
	if err != nil {
		return err
	}
	account := opened.Account.Id
	fmt.Println("opened an account with", opened.Account.State.Balance, opened.Account.State.Currency)

	paidIn, err := ledger.Deposit(ctx,
		&ledgerv1.PaymentRequest{Uid: client.NewUid(), AccountId: account, Amount: "100.00"})
	if err != nil {
		return err
	}
	fmt.Println("topped up, balance", paidIn.Transaction.State.Balance)

	// A shop holds the money while it prepares the order, and takes it when it sends the goods.
	order := client.NewUid()
	held, err := ledger.PlaceHold(ctx, &ledgerv1.PlaceHoldRequest{
		Uid: order, AccountId: account, ServiceId: "shop", Amount: "50.00", TimeoutSeconds: 600})
	if err != nil {
		return err
	}
	fmt.Println("held", held.Hold.Amount)
	paid, err := ledger.ConfirmHold(ctx, &ledgerv1.ConfirmHoldRequest{Uid: order, Amount: proto.String("30.00")})
	if err != nil {
		return err
	}
	fmt.Printf("paid %s, available %s\n", paid.Hold.GetCapturedAmount(), paid.State.Available)

	now := time.Now().UTC()
	return printStatement(ctx, ledger, account, time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC))
}

// printStatement asks for what moved in the month, and for the balances right before it and at its end.
func printStatement(ctx context.Context, ledger *client.Ledger, account int64, month time.Time) error {
	next := month.AddDate(0, 1, 0)
	closing, err := ledger.GetBalance(ctx, balanceBefore(account, next))
	if err != nil {
		return err
	}
	// The position of one answer makes the others tell of the same state of the ledger.
	openingRequest := balanceBefore(account, month)
	openingRequest.KnownAt = &ledgerv1.GetBalanceRequest_KnownAtPosition{KnownAtPosition: closing.Position}
	opening, err := ledger.GetBalance(ctx, openingRequest)
	if err != nil {
		return err
	}
	fmt.Printf("statement of %s: opening %s\n", month.Format("2006-01"), opening.State.Balance)
	request := &ledgerv1.ListTransactionsRequest{AccountId: account, From: timestamppb.New(month),
		Before: timestamppb.New(next), Types: []string{"DEPOSIT", "WITHDRAW", "TRANSFER", "CONFIRM", "REVERSAL"}}
	for {
		page, err := ledger.ListTransactions(ctx, request)
		if err != nil {
			return err
		}
		for _, entry := range page.Transactions {
			fmt.Println(entry.Type, entry.Amount, entry.State.Balance)
		}
		if request.PageToken = page.NextPageToken; request.PageToken == "" {
			break
		}
	}
	fmt.Println("closing", closing.State.Balance)
	return nil
}

// balanceBefore asks for the balance right before a time: a date includes its own instant, and a microsecond is the finest.
func balanceBefore(account int64, when time.Time) *ledgerv1.GetBalanceRequest {
	return &ledgerv1.GetBalanceRequest{AccountId: account, Date: timestamppb.New(when.Add(-time.Microsecond))}
}
