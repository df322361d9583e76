package wire

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Package math/big reads as many digits as there are, in more than linear time, and an exponent of seven digits makes a
// number of a million. Types of that package, and structs that hold one, have a bound, unless the field has one of its own.
const (
	defaultDigits   = 10_000
	defaultExponent = 10_000
)

// exponentBound returns the largest exponent of a number in a field that takes so many bytes, or as many as it likes: 0.
func exponentBound(most int) int {
	if most > 0 {
		return most
	}
	return defaultExponent
}

// checkNumber refuses a text that is too much of a number for a type. The digits of a field that takes at most so many bytes
// have been counted.
func checkNumber(v any, text []byte, most int) error {
	if most == 0 && !isBig(text) || !holdsBig(reflect.TypeOf(v)) {
		return nil
	}
	for part := range strings.SplitSeq(strings.ToLower(string(text)), "/") {
		mantissa, exponent := splitExponent(part)
		digits := 0
		for _, c := range mantissa {
			if '0' <= c && c <= '9' || 'a' <= c && c <= 'z' {
				digits++
			}
		}
		switch {
		case most == 0 && digits > defaultDigits:
			return fmt.Errorf("a number of more than %d digits", defaultDigits)
		case exceeds(exponent, exponentBound(most)):
			return fmt.Errorf("a number with an exponent above %d", exponentBound(most))
		}
	}
	return nil
}

// isBig tells whether a text can be too much without knowing its type: it is long, or five digits follow what can be the
// letter of an exponent.
func isBig(text []byte) bool {
	if len(text) > defaultDigits {
		return true
	}
	for i, c := range text {
		if c |= ' '; (c == 'e' || c == 'p') && len(text)-i > 5 {
			return true
		}
	}
	return false
}

// splitExponent splits a number of lower case as package math/big does.
func splitExponent(text string) (mantissa, exponent string) {
	letters := "ep"
	if strings.HasPrefix(strings.TrimLeft(text, "+-"), "0x") {
		letters = "p"
	}
	if i := strings.IndexAny(text, letters); i >= 0 {
		return text[:i], text[i+1:]
	}
	return text, ""
}

// exceeds reports whether digits, whatever their sign and between underscores, are a number above most.
func exceeds(digits string, most int) bool {
	n := 0
	for _, c := range digits {
		if '0' <= c && c <= '9' {
			if n = n*10 + int(c-'0'); n > most {
				return true
			}
		}
	}
	return false
}

// bigTypes are the answers of holdsBig.
var bigTypes sync.Map

// holdsBig reports whether a type, or what it points to, is one of package math/big or a struct that holds one.
func holdsBig(t reflect.Type) bool {
	if known, ok := bigTypes.Load(t); ok {
		return known.(bool)
	}
	holds := findBig(t, 4)
	bigTypes.Store(t, holds)
	return holds
}

func findBig(t reflect.Type, levels int) bool {
	switch {
	case t.PkgPath() == "math/big":
		return true
	case levels == 0:
		return false
	case t.Kind() == reflect.Pointer:
		return findBig(t.Elem(), levels)
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if findBig(t.Field(i).Type, levels-1) {
				return true
			}
		}
	}
	return false
}
