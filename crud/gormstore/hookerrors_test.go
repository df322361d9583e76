package gormstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/grpcgen/grpcgen/crud"
)

// TestConnectionsOfHooks shows that a hook whose own connection to something else fails is not run again.
func TestConnectionsOfHooks(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		store := storeOf[counter, int64](t, d.open(t), d.options...)
		for _, lost := range []error{
			io.ErrUnexpectedEOF,
			fmt.Errorf("mail: %w", &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}),
			&net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE},
		} {
			runs := 0
			model := crud.Must(crud.New(crud.Config[counter, int64]{Store: store, BeforeCreate: func(context.Context, *counter) error {
				runs++
				return lost
			}}))
			err := model.Transaction(t.Context(), func(ctx context.Context) error {
				runs++
				return lost
			})
			if runs != 1 || !errors.Is(err, lost) || errors.Is(err, crud.ErrRetry) || errors.Is(err, crud.ErrUnavailable) {
				t.Errorf("%v in a transaction: %d runs, %v", lost, runs, err)
			}
			runs = 0
			_, err = crud.NewService(model).Create(t.Context(), &counter{N: 1})
			if runs != 1 || err == nil {
				t.Errorf("%v in a hook: %d runs, %v", lost, runs, err)
			}
		}
	})
}
