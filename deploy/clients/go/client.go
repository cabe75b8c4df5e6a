// Package client is the ledger's client for Go: the calls of ledger.proto (package ledgerv1), behind an interceptor that
// retries.
package client

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	"ledger.example/client/ledgerv1"
)

// DefaultDeadline is that of a call whose context has none.
const DefaultDeadline = 30 * time.Second

// Options of Connect. The zero value is right for a ledger on loopback whose auth is off.
type Options struct {
	// Token is a JSON Web Token; none without it.
	Token string
	// TLS is credentials.NewClientTLSFromCert(nil, "") or the like; nil means plain text.
	TLS credentials.TransportCredentials
	// Deadline of a call whose context has none; DefaultDeadline if zero.
	Deadline time.Duration
}

// Ledger has the calls of ledger.proto. Each is answered, or fails with ErrUnavailable, before its deadline.
type Ledger struct {
	ledgerv1.LedgerClient
	connection *grpc.ClientConn
}

// Connect returns a client of the ledger at an address such as "127.0.0.1:50051". It connects with the first call.
func Connect(address string, options Options) (*Ledger, error) {
	security := options.TLS
	if security == nil {
		security = insecure.NewCredentials()
	}
	deadline := options.Deadline
	if deadline == 0 {
		deadline = DefaultDeadline
	}
	settings := []grpc.DialOption{
		grpc.WithTransportCredentials(security),
		grpc.WithUnaryInterceptor(retrying(deadline)),
	}
	if options.Token != "" {
		settings = append(settings, grpc.WithPerRPCCredentials(bearer{options.Token, options.TLS != nil}))
	}
	connection, err := grpc.NewClient(address, settings...)
	if err != nil {
		return nil, err
	}
	return &Ledger{ledgerv1.NewLedgerClient(connection), connection}, nil
}

// Close ends the connection, and with it the streams.
func (l *Ledger) Close() error { return l.connection.Close() }

type bearer struct {
	token  string
	secure bool
}

func (b bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + b.token}, nil
}

// RequireTransportSecurity is true where the connection has TLS: then the token never leaves without it.
func (b bearer) RequireTransportSecurity() bool { return b.secure }
