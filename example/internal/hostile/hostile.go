// Package hostile has types whose own code fails, and shapes that ask for more than they hold, for tests that no message
// ends a server.
//
//grpc:package hostile.v1
package hostile

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

//go:generate go tool grpcgen build

// Text panics where its text says so, or quotes the text in an error.
type Text struct{ Value string }

// UnmarshalText panics on "panic" and refuses "quote".
func (t *Text) UnmarshalText(text []byte) error {
	switch {
	case string(text) == "panic":
		panic("secret")
	case len(text) >= 5 && string(text[:5]) == "quote":
		return fmt.Errorf("%q is not a text", text)
	}
	t.Value = string(text)
	return nil
}

// MarshalText panics on "out".
func (t Text) MarshalText() ([]byte, error) {
	switch t.Value {
	case "out":
		panic("secret")
	case "error":
		return nil, errors.New("no text")
	}
	return []byte(t.Value), nil
}

// Data is Text in bytes.
type Data struct{ Value string }

// UnmarshalBinary panics on "panic".
func (d *Data) UnmarshalBinary(data []byte) error { return (*Text)(d).UnmarshalText(data) }

// MarshalBinary panics on "out".
func (d Data) MarshalBinary() ([]byte, error) { return Text(d).MarshalText() }

// Any is a key that Go cannot compare if its text is "panic".
type Any struct{ Value any }

// UnmarshalText keeps the text.
func (a *Any) UnmarshalText(text []byte) error {
	if a.Value = string(text); a.Value == "panic" {
		a.Value = []string{"secret"}
	}
	return nil
}

// MarshalText returns the text.
func (a Any) MarshalText() ([]byte, error) { return []byte(fmt.Sprint(a.Value)), nil }

// Part has fields of types with code of their own, in every way in which a field holds them.
type Part struct {
	Text   Text
	Texts  []Text
	Ref    *Text
	Refs   []*Text
	Keys   map[Text]int32
	Values map[int32]Text
	Array  [2]Text
	Data   Data   `grpc:"type=bytes"`
	Datas  []Data `grpc:"type=bytes"`
	Any    map[Any]int32
}

// Whole holds parts.
//
//grpc:message
type Whole struct {
	Part  Part
	Parts []*Part
	Named map[string]Part
}

// Service answers what it gets.
//
//grpc:service
type Service struct{}

// Unary answers once.
//
//grpc:action
func (Service) Unary(_ context.Context, in *Whole) (*Whole, error) { return in, nil }

// Server answers once.
//
//grpc:action
func (Service) Server(_ context.Context, in *Whole) iter.Seq2[*Whole, error] {
	return func(yield func(*Whole, error) bool) { yield(in, nil) }
}

// Client answers the last.
//
//grpc:action
func (Service) Client(_ context.Context, in iter.Seq2[*Whole, error]) (*Whole, error) {
	last := &Whole{}
	for m, err := range in {
		if err != nil {
			return nil, err
		}
		last = m
	}
	return last, nil
}

// Bidi answers each.
//
//grpc:action
func (Service) Bidi(_ context.Context, in iter.Seq2[*Whole, error]) iter.Seq2[*Whole, error] {
	return in
}
