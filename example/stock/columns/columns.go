// Package columns has types for columns of a database that can be NULL, as modules for databases have them. It knows nothing
// of grpcgen.
package columns

import (
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
)

// Text is a text or NULL.
type Text struct {
	String string
	Valid  bool
}

// Scan reads a column.
func (t *Text) Scan(from any) error { return (*sql.NullString)(t).Scan(from) }

// Value returns what a column gets.
func (t Text) Value() (driver.Value, error) { return sql.NullString(t).Value() }

// Name is a text or NULL. Its own text form does not tell the two apart.
type Name struct{ sql.NullString }

// MarshalText returns nothing for NULL.
func (n Name) MarshalText() ([]byte, error) { return []byte(n.String), nil }

// UnmarshalText reads nothing as NULL.
func (n *Name) UnmarshalText(text []byte) error {
	n.String, n.Valid = string(text), len(text) > 0
	return nil
}

// ID is an identifier.
type ID [4]byte

// MarshalText returns hexadecimal digits.
func (id ID) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, id[:]), nil }

// UnmarshalText reads hexadecimal digits.
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) != 2*len(id) {
		return errors.New("an identifier has 8 digits")
	}
	_, err := hex.Decode(id[:], text)
	return err
}

// MarshalBinary returns the bytes.
func (id ID) MarshalBinary() ([]byte, error) { return id[:], nil }

// UnmarshalBinary reads the bytes.
func (id *ID) UnmarshalBinary(data []byte) error {
	if len(data) != len(id) {
		return errors.New("an identifier has 4 bytes")
	}
	copy(id[:], data)
	return nil
}

// NullID is an identifier or NULL. It writes a text for NULL that it does not read.
type NullID struct {
	ID    ID
	Valid bool
}

// Scan reads a column.
func (n *NullID) Scan(from interface{}) error {
	n.Valid = from != nil
	if !n.Valid {
		return nil
	}
	return n.ID.UnmarshalText([]byte(from.(string)))
}

// Value returns what a column gets.
func (n NullID) Value() (driver.Value, error) {
	if !n.Valid {
		return nil, nil
	}
	text, err := n.ID.MarshalText()
	return string(text), err
}

// MarshalText returns null for NULL.
func (n NullID) MarshalText() ([]byte, error) {
	if !n.Valid {
		return []byte("null"), nil
	}
	return n.ID.MarshalText()
}

// UnmarshalText reads an identifier.
func (n *NullID) UnmarshalText(text []byte) error {
	n.Valid = true
	return n.ID.UnmarshalText(text)
}

// Time is a time or NULL.
type Time sql.NullTime

// Scan reads a column.
func (t *Time) Scan(from any) error { return (*sql.NullTime)(t).Scan(from) }

// Value returns what a column gets.
func (t Time) Value() (driver.Value, error) { return sql.NullTime(t).Value() }

// Of is a value or NULL.
type Of[T any] struct {
	V     T
	Valid bool
}

// Scan reads a column.
func (n *Of[T]) Scan(from any) error {
	*n = Of[T]{}
	if from == nil {
		return nil
	}
	var ok bool
	if n.V, ok = from.(T); !ok {
		return errors.New("a value of another type")
	}
	n.Valid = true
	return nil
}

// Value returns what a column gets.
func (n Of[T]) Value() (driver.Value, error) {
	if !n.Valid {
		return nil, nil
	}
	return n.V, nil
}

// Place has no form of its own.
type Place struct {
	X, Y   float64
	Before *Place
}

// Places may be NULL or empty, which no repeated field tells apart.
type Places = Of[[]Place]
