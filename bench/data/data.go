// Package data fills the messages of the benchmarks, the same in every run.
package data

import (
	"fmt"
	"math/rand"
	"time"

	"github.com/grpcgen/grpcgen/bench/shape"
)

func ptr[T any](v T) *T { return &v }

// NewSmall returns a small message.
func NewSmall() *shape.Small {
	return &shape.Small{Name: "alice-smith", ID: 1234567, Active: true, Kind: 2}
}
func addr(i int) shape.Address {
	return shape.Address{Street: fmt.Sprintf("%d Long Street", i), City: "Zürich", Country: "CH", Zip: "8001", Lat: 47.37 + float64(i), Lon: 8.54}
}

// NewMedium returns a message with a field of most kinds.
func NewMedium() *shape.Medium {
	w := addr(2)
	m := &shape.Medium{ID: "0b8f2f7e-3c1e-4a57-b6ef-9a1f5d4f3c11", Title: "A medium sized message", Description: "Some longer text that describes the thing at hand, as people do in real records, more or less.",
		A: 42, B: 1 << 40, C: 70000, D: 1 << 50, E: -12, F: -1 << 33, G: 7, H: 8, I: -9, J: -10, K: 1.5, L: 2.25, M: true, N: []byte("0123456789abcdef0123456789abcdef"), Kind: 3,
		Tags: []string{"red", "green", "blue", "ultraviolet", "x"}, Home: addr(1), Work: &w,
		CreatedAt: time.Unix(1700000000, 123456789).UTC(), UpdatedAt: time.Unix(1710000000, 5000).UTC(),
		Nick: ptr("nick"), ParentID: ptr(int64(99999)), Verified: ptr(true), Score: ptr(0.75), TTL: 90 * time.Second}
	for i := range 4 {
		m.Children = append(m.Children, shape.Small{Name: fmt.Sprintf("child-%d", i), ID: int64(i*1000 + 1), Active: i%2 == 0, Kind: shape.Kind(i % 4)})
	}
	return m
}

// NewList returns a message with a thousand items.
func NewList() *shape.List {
	r := rand.New(rand.NewSource(1))
	l := &shape.List{NextPage: "token-abcdef"}
	for i := range 1000 {
		it := shape.Item{SKU: fmt.Sprintf("SKU-%06d", i*37), Name: fmt.Sprintf("Item number %d of the list", i), Qty: int64(r.Intn(100000)), Price: r.Float64() * 100}
		for range 4 {
			it.Points = append(it.Points, r.Int63n(1<<uint(7*(1+r.Intn(5)))))
		}
		if i%4 == 0 {
			a := addr(i)
			it.Origin = &a
		}
		l.Items = append(l.Items, it)
	}
	for range 1000 {
		l.IDs = append(l.IDs, r.Int63n(1<<uint(7*(1+r.Intn(6)))))
		l.Vals = append(l.Vals, r.NormFloat64())
	}
	return l
}

// NewMaps returns a message with four maps.
func NewMaps() *shape.Maps {
	r := rand.New(rand.NewSource(2))
	m := &shape.Maps{Labels: map[string]string{}, Counters: map[string]int64{}, ByID: map[int64]shape.Small{}, Weights: map[uint32]float64{}, Payload: make([]byte, 64<<10)}
	r.Read(m.Payload)
	for i := range 50 {
		m.Labels[fmt.Sprintf("label-key-%d", i)] = fmt.Sprintf("label value %d", i*i)
		m.Counters[fmt.Sprintf("counter/%d", i)] = r.Int63n(1 << 40)
		m.ByID[r.Int63n(1<<30)] = shape.Small{Name: fmt.Sprintf("n%d", i), ID: int64(i + 1), Active: true, Kind: 1}
		m.Weights[uint32(i+1)] = r.Float64()
	}
	return m
}

// NewNumbers returns several megabytes of packed numbers.
func NewNumbers() *shape.Numbers {
	r := rand.New(rand.NewSource(3))
	m := &shape.Numbers{}
	for range 200_000 {
		m.Small = append(m.Small, r.Int31n(100))
		m.Mixed = append(m.Mixed, r.Uint64()>>uint(r.Intn(64)))
		m.Deltas = append(m.Deltas, r.Int63n(1<<20)-1<<19)
		m.Doubles = append(m.Doubles, r.NormFloat64())
		m.Floats = append(m.Floats, r.Float32())
		m.Hashes = append(m.Hashes, r.Uint64())
	}
	return m
}

// NewOptions returns a message with optional fields, two of three set.
func NewOptions() *shape.Options {
	return &shape.Options{
		A: ptr("one"), B: ptr("another one"), D: ptr(""),
		E: ptr(int64(1)), F: ptr(int64(-1)), H: ptr(int64(1 << 40)),
		I: ptr(true), J: ptr(false), L: ptr(true),
		M: ptr(0.5), N: ptr(0.0), P: ptr(1e9),
		Q: ptr(uint32(7)), R: ptr(uint32(0)), T: ptr(uint32(1 << 30)),
	}
}

// NewChoices returns a hundred oneofs.
func NewChoices() *shape.Choices {
	m := &shape.Choices{}
	for i := range 100 {
		a := addr(i)
		m.Choices = append(m.Choices, []shape.Choice{
			{Text: ptr(fmt.Sprintf("text %d", i))}, {Number: ptr(int64(i))}, {Flag: ptr(i%2 == 0)}, {Real: ptr(float64(i))},
			{Address: &a}, {Small: NewSmall()},
		}[i%6])
	}
	return m
}
