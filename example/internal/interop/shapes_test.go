// Package interop holds messages of grpcgen's against libraries that take any proto.Message, beside protoc-gen-go's of
// the same .proto.
package interop

import (
	"fmt"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/grpcgen/grpcgen/example/internal/shapes"
	"github.com/grpcgen/grpcgen/example/internal/shapespb"
)

func small(n int64) shapes.Small {
	return shapes.Small{Name: fmt.Sprintf("child %d", n), ID: 1000 + n, Active: n%2 == 0, Kind: shapes.Kind(n % 4)}
}

func address() shapes.Address {
	return shapes.Address{Street: "1 Main Street", City: "Springfield", Country: "US", Zip: "12345", Lat: 12.5, Lon: -71.25}
}

func medium() *shapes.Medium {
	nick, parent, yes, score, work := "nick", int64(77), true, 0.75, address()
	return &shapes.Medium{
		ID: "0123456789abcdef", Title: "a title of some words", Description: "a description that is longer than the title, with an ü in it",
		A: -1, B: 1 << 40, C: 7, D: 1 << 50, E: -2, F: -3, G: 8, H: 9, I: 10, J: 11, K: 1.5, L: 2.25, M: true, N: []byte("some bytes"),
		Kind: shapes.KindB, Tags: []string{"one", "two", "three"}, Home: address(), Work: &work,
		Children:  []shapes.Small{small(0), small(1), small(2), small(3)},
		CreatedAt: time.Unix(1_700_000_000, 5).UTC(), UpdatedAt: time.Unix(1_700_000_001, 0).UTC(),
		Nick: &nick, ParentID: &parent, Verified: &yes, Score: &score, TTL: 90 * time.Second,
	}
}

func list() *shapes.List {
	m := &shapes.List{NextPage: "the next page"}
	origin := address()
	for n := range int64(200) {
		item := shapes.Item{SKU: fmt.Sprintf("sku-%d", n), Name: "an item", Qty: n, Price: 9.5, Points: []int64{n, 2 * n, 3 * n, 4 * n}}
		if n%4 == 0 {
			item.Origin = &origin
		}
		m.Items = append(m.Items, item)
		m.IDs, m.Vals = append(m.IDs, n<<20), append(m.Vals, float64(n)/3)
	}
	return m
}

func maps() *shapes.Maps {
	m := &shapes.Maps{
		Labels: map[string]string{}, Counters: map[string]int64{}, ByID: map[int64]shapes.Small{}, Weights: map[uint32]float64{},
		Payload: make([]byte, 100),
	}
	for n := range int64(50) {
		m.Labels[fmt.Sprintf("label %d", n)], m.Counters[fmt.Sprintf("counter %d", n)] = "value", n
		m.ByID[n], m.Weights[uint32(n)] = small(n), float64(n)/7
	}
	return m
}

func pick() *shapes.Pick {
	text, number, inner := "text", 1.5, small(5)
	m := &shapes.Pick{Inner: &inner}
	for range 20 {
		m.List = append(m.List, shapes.Pick{Text: &text}, shapes.Pick{Number: &number}, shapes.Pick{Inner: &inner})
	}
	return m
}

// pair is one value as our message and as protoc-gen-go's.
type pair struct {
	name         string
	ours, theirs proto.Message
}

func pairs(tb testing.TB) []pair {
	one := small(1)
	all := []pair{
		{"small", &one, new(shapespb.Small)}, {"medium", medium(), new(shapespb.Medium)}, {"list", list(), new(shapespb.List)},
		{"maps", maps(), new(shapespb.Maps)}, {"oneof", pick(), new(shapespb.Pick)},
	}
	for _, p := range all {
		b, err := proto.Marshal(p.ours)
		if err != nil {
			tb.Fatal(err)
		}
		if err := proto.Unmarshal(b, p.theirs); err != nil {
			tb.Fatal(err)
		}
	}
	return all
}
