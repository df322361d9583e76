// Package clash uses, wherever it can, the names that its glue would like to use.
package clash

import (
	"context"
	"iter"

	"time"
)

var runtime, grpcruntime, wire, iterable = 1, 2, 3, 4

type m struct{ Runtime string }

type v struct{ M *m }

// Note and SizeNote would meet if the functions for T were called SizeT.
type Note struct{ Text string }

type SizeNote struct{ Text string }

// ClashMixRequest has the name of an inline side.
type ClashMixRequest struct{ Text string }

type Clash struct{}

func (*Clash) Mix(c context.Context, ctx string, in int32, out bool, err float64) (s string, srv string, e error) {
	return
}

func (*Clash) Locals(_ context.Context, c, runtime, context, iter, v, m, n, ok, string, nil string) (in, ctx, len string, err error) {
	return
}

func (*Clash) Types(_ context.Context, m *m) (v *v, err error) { return }

func (*Clash) Values(_ context.Context, v v) (m m, err error) { return }

func (*Clash) Stream(_ context.Context, Note iter.Seq2[Note, error]) (SizeNote iter.Seq2[SizeNote, error]) {
	return
}

func (*Clash) Element(_ context.Context, v iter.Seq2[time.Duration, error]) (m iter.Seq2[[]string, error]) {
	return
}
