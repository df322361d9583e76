package hostile

import (
	"bytes"
	"log/slog"
	"runtime"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/grpcgen/grpcgen/internal/trailers"
)

// Whatever comes, decoding neither panics nor takes memory out of proportion nor says too much, and what is decoded is the
// same after another turn, or an error: the methods of these types panic and refuse, and what they hold is larger than it is
// on the wire.

// FuzzPanic decodes into types whose own methods panic.
func FuzzPanic(f *testing.F) {
	for _, text := range []string{"panic", "out", "error"} {
		f.Add(field(&Whole{}, "part", string(field(&Part{}, "text", text))))
		f.Add(field(&Whole{}, "part", string(field(&Part{}, "datas", text))))
	}
	f.Add(field(&Whole{}, "part", string(field(&Part{}, "any", "\x0a\x05panic"))))
	fuzz(f, func() proto.Message { return &Whole{} })
}

// FuzzAmplify decodes into types that are larger than what is on the wire, or take longer.
func FuzzAmplify(f *testing.F) {
	for _, b := range amplifying(4 << 10) {
		f.Add(b)
	}
	f.Add(field(&Numbers{}, "float", "1e10000"))
	f.Add(field(&Numbers{}, "money", strings.Repeat("9", 100)))
	fuzz(f, func() proto.Message { return &Large{} }, func() proto.Message { return &Numbers{} }, func() proto.Message { return &Node{} })
}

// FuzzQuote decodes into types whose errors quote the input.
func FuzzQuote(f *testing.F) {
	for _, text := range []string{"quote", "quote " + strings.Repeat("é", 1<<10), "quote\x00%\xff\"", strings.Repeat("quote", 1<<10)} {
		f.Add(field(&Whole{}, "part", string(field(&Part{}, "text", text))))
		f.Add(field(&Whole{}, "part", string(field(&Part{}, "data", text))))
		f.Add(field(&Numbers{}, "int", text))
		f.Add(field(&Numbers{}, "rat", text))
		f.Add(field(&Dates{}, "date", text))
	}
	fuzz(f, func() proto.Message { return &Whole{} }, func() proto.Message { return &Numbers{} }, func() proto.Message { return &Dates{} })
}

func fuzz(f *testing.F, types ...func() proto.Message) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // of each panic
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, empty := range types {
			m := empty()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := proto.Unmarshal(b, m)
			runtime.ReadMemStats(&after)
			used := after.TotalAlloc - before.TotalAlloc
			if limit := uint64(100*len(b)) + 10<<20; used > limit {
				t.Errorf("%d bytes take %d", len(b), used)
			}
			if checkShort(t, err); err == nil {
				checkAnotherTurn(t, m, empty)
			}
		}
	})
}

// checkShort checks that the status of an error fits into trailers.
func checkShort(t *testing.T, err error) {
	if err != nil {
		if n := trailers.Size(status.New(codes.Internal, err.Error())); n > trailers.Most {
			t.Errorf("a status of %d bytes", n)
		}
	}
}

// checkAnotherTurn checks that a message is the same after it was encoded and decoded, or is an error.
func checkAnotherTurn(t *testing.T, m proto.Message, empty func() proto.Message) {
	deterministic := proto.MarshalOptions{Deterministic: true}
	first, err := deterministic.Marshal(m)
	if checkShort(t, err); err != nil {
		return
	}
	again := empty()
	if err := proto.Unmarshal(first, again); err != nil {
		t.Fatalf("what was written cannot be read: %v", err)
	}
	if second, err := deterministic.Marshal(again); err != nil || !bytes.Equal(first, second) {
		t.Errorf("not the same after another turn: %x, %x, %v", first, second, err)
	}
}
