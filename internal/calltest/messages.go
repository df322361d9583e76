package calltest

import (
	"context"

	"google.golang.org/protobuf/types/known/wrapperspb"
)

// Text returns a message.
func Text(s string) *Msg { return wrapperspb.String(s) }

// Words yields messages without an error.
func Words(all ...string) Seq {
	return func(yield func(*Msg, error) bool) {
		for _, w := range all {
			if !yield(Text(w), nil) {
				return
			}
		}
	}
}

// Failing yields an error only.
func Failing(err error) Seq { return func(yield func(*Msg, error) bool) { yield(nil, err) } }

// Collect ranges over a sequence to its end.
func Collect(s Seq) (got []string, err error) {
	for m, e := range s {
		if e != nil {
			return got, e
		}
		got = append(got, m.Value)
	}
	return got, nil
}

// Echo is a Behaviour.Bidi that answers each message.
func Echo(_ context.Context, in Seq) Seq {
	return func(yield func(*Msg, error) bool) {
		for m, err := range in {
			if err != nil || !yield(Text("re: "+m.Value), nil) {
				return
			}
		}
	}
}
