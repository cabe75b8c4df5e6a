// Pays UID's AMOUNT into ACCOUNT, once, whatever happens to the ledger meanwhile: pay_once ACCOUNT UID AMOUNT SECONDS.
//
// It connects, prints `connected`, waits for a line of input and pays; tests kill the ledger then. It prints `recorded`,
// `replayed` when an earlier attempt had been recorded, or after SECONDS `unknown`.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	"ledger.example/client"
	"ledger.example/client/ledgerv1"
)

func main() {
	log.SetFlags(0)
	account, _ := strconv.ParseInt(os.Args[1], 10, 64)
	seconds, _ := strconv.ParseFloat(os.Args[4], 64)
	ledger, err := client.Connect(os.Getenv("LEDGER_GRPC"), client.Options{
		Token: os.Getenv("LEDGER_TOKEN"), Deadline: time.Duration(seconds * float64(time.Second))})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	if _, err := ledger.GetBalance(ctx, &ledgerv1.GetBalanceRequest{AccountId: account}); err != nil {
		log.Fatal(err)
	}
	fmt.Println("connected")
	bufio.NewReader(os.Stdin).ReadString('\n')
	answer, err := ledger.Deposit(ctx,
		&ledgerv1.PaymentRequest{Uid: os.Args[2], AccountId: account, Amount: os.Args[3]})
	switch {
	case errors.Is(err, client.ErrUnavailable):
		fmt.Println("unknown")
	case err != nil:
		log.Fatal(err)
	case answer.Replayed:
		fmt.Println("replayed")
	default:
		fmt.Println("recorded")
	}
}
