package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// ErrUnavailable says that the deadline passed without an answer. A write may have been recorded or not: send the same
// request once more, with the same uid, to find out.
var ErrUnavailable = errors.New("no answer from the ledger in time")

const (
	// A little more than the 5 s in which the ledger answers, so that it can say itself what is wrong.
	attemptTime = 7 * time.Second
	firstPause  = 50 * time.Millisecond
	pauseMax    = 2 * time.Second
)

// NewUid returns a uid for one transaction: a UUID of version 7, which keeps the ledger's indexes small. Store it before
// the first call, beside what is paid, and it survives the caller's crash as well.
func NewUid() string { return uuid.Must(uuid.NewV7()).String() }

// retrying sends a request again until it is answered: with the same uid it cannot count twice. A request that leaves
// its uid out gets one, once, before it is first sent.
func retrying(deadline time.Duration) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, request, answer any, connection *grpc.ClientConn,
		invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
		if _, ok := ctx.Deadline(); !ok {
			withDeadline, cancel := context.WithTimeout(ctx, deadline)
			defer cancel()
			ctx = withDeadline
		}
		request = withUid(request)
		for longest := firstPause; ; longest = min(2*longest, pauseMax) {
			attempt, cancel := context.WithTimeout(ctx, attemptTime)
			err := invoke(attempt, method, request, answer, connection, options...)
			cancel()
			if !isUnanswered(err) {
				return err
			}
			// Random, so that clients which failed together do not return together.
			pause := time.NewTimer(rand.N(longest))
			select {
			case <-pause.C:
			case <-ctx.Done():
				pause.Stop()
				if errors.Is(ctx.Err(), context.Canceled) {
					return ctx.Err()
				}
				return fmt.Errorf("%w: %s: %w", ErrUnavailable, method, err)
			}
		}
	}
}

// isUnanswered is false for answers: what the ledger has refused, it refuses again. A server that stops cancels calls
// that come when it has begun to; a caller's own cancel is seen by its context.
func isUnanswered(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.DeadlineExceeded, codes.Internal, codes.Canceled:
		return true
	default:
		return false
	}
}

// withUid returns the request, or a copy with a uid if it may have one and has none. Queries name what they ask for.
func withUid(request any) any {
	message, ok := request.(proto.Message)
	if !ok {
		return request
	}
	field := message.ProtoReflect().Descriptor().Fields().ByName("uid")
	if field == nil || !field.HasOptionalKeyword() || message.ProtoReflect().Has(field) {
		return request
	}
	copied := proto.Clone(message)
	copied.ProtoReflect().Set(field, protoreflect.ValueOfString(NewUid()))
	return copied
}
