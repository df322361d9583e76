package wire

import (
	"encoding"
	"reflect"
	"sync"
)

// The zero value of some types has a text that the type itself does not read, such as "0000-00-00" for a date: a field that
// holds it is absent.

// unreadTexts are those texts, by type; empty for types that have none.
var unreadTexts sync.Map // reflect.Type to string

// IsUnread reports whether text is that of the zero value of t, and t does not read it.
func IsUnread(t reflect.Type, text []byte) bool {
	known, ok := unreadTexts.Load(t)
	if !ok {
		known = unreadText(t)
		unreadTexts.Store(t, known)
	}
	unread := known.(string)
	return unread != "" && string(text) == unread
}

func unreadText(t reflect.Type) string {
	zero, canMarshal := reflect.New(t).Interface().(encoding.TextMarshaler)
	back, canUnmarshal := reflect.New(t).Interface().(encoding.TextUnmarshaler)
	if !canMarshal || !canUnmarshal {
		return ""
	}
	text, err := MarshalText(zero)
	if err != nil || UnmarshalText(back, text) == nil {
		return ""
	}
	return string(text)
}
