package storetest

import (
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/grpcgen/grpcgen/crud"
)

// Item has a field of each kind. Its tags are for stores that read GORM's.
type Item struct {
	ID     int32   `gorm:"primaryKey"`
	Name   string  `gorm:"not null"`
	Note   *string // a field that can be unset, as other pointers
	Count  int64   `gorm:"not null"`
	Small  *uint16
	Big    uint64
	Ratio  float64
	On     bool
	Off    *bool
	Mood   Mood
	Color  Color
	At     time.Time `gorm:"not null"`
	Seen   *time.Time
	Level  sql.Null[int64]
	Tag    UUID `gorm:"type:uuid"`
	Body   []byte
	Labels []string `gorm:"serializer:json"`
}

// Mood is an enum.
type Mood int32

// Color is an enum of strings.
type Color string

// Label has a key that is made by who stores it.
type Label struct {
	Key  UUID `gorm:"primaryKey;type:uuid"`
	Name string
}

// Word has a key that no database makes.
type Word struct {
	Text string `gorm:"primaryKey"`
	Uses int32
}

// Seat is unique by Hall and Row together.
type Seat struct {
	ID   int64
	Hall string `gorm:"uniqueIndex:place;not null"`
	Row  int32  `gorm:"uniqueIndex:place;not null"`
}

// Author is what a Book refers to.
type Author struct {
	ID   int64
	Name string `gorm:"not null"`
}

// Book refers to its author by a foreign key.
type Book struct {
	ID       int64
	Title    string  `gorm:"not null"`
	AuthorID int64   `gorm:"not null"`
	Author   *Author // is not stored: it tells GORM of the foreign key
}

// UUID is a value with methods of its own. Databases keep it as text or as a UUID.
type UUID [16]byte

// String returns the usual form.
func (u UUID) String() string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// MarshalText returns the usual form.
func (u UUID) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText reads the usual form, with or without hyphens.
func (u *UUID) UnmarshalText(text []byte) error {
	digits := make([]byte, 0, 32)
	for _, c := range text {
		if c != '-' {
			digits = append(digits, c)
		}
	}
	if len(digits) != 32 {
		return fmt.Errorf("storetest: %q is not a UUID", text)
	}
	_, err := hex.Decode(u[:], digits)
	return err
}

// Value returns the text for a driver of database/sql.
func (u UUID) Value() (driver.Value, error) { return u.String(), nil }

// Scan sets the UUID to what a driver of database/sql gives.
func (u *UUID) Scan(from any) error {
	switch from := from.(type) {
	case string:
		return u.UnmarshalText([]byte(from))
	case []byte:
		if len(from) == 16 {
			copy(u[:], from)
			return nil
		}
		return u.UnmarshalText(from)
	}
	return fmt.Errorf("storetest: a %T is not a UUID", from)
}

var (
	equality = []crud.Lookup{crud.Exact, crud.In}
	ordered  = []crud.Lookup{crud.Exact, crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual}
	textual  = []crud.Lookup{
		crud.Exact, crud.IExact, crud.Contains, crud.IContains, crud.StartsWith, crud.IStartsWith, crud.EndsWith, crud.IEndsWith,
		crud.In, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual,
	}
)

func orNull(lookups []crud.Lookup) []crud.Lookup {
	return append(append([]crud.Lookup{}, lookups...), crud.Null)
}

var itemFields = crud.NewFields[Item]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, Lookups: ordered, Sort: true},
	{Name: "name", Go: "Name", Kind: crud.Text, Lookups: textual, Sort: true, Search: true},
	{Name: "note", Go: "Note", Kind: crud.Text, Nullable: true, Lookups: orNull(textual), Sort: true, Search: true},
	{Name: "count", Go: "Count", Kind: crud.Ordered, Lookups: ordered, Sort: true},
	{Name: "small", Go: "Small", Kind: crud.Ordered, Nullable: true, Lookups: orNull(ordered), Sort: true},
	{Name: "big", Go: "Big", Kind: crud.Ordered, Lookups: ordered, Sort: true},
	{Name: "ratio", Go: "Ratio", Kind: crud.Ordered, Lookups: ordered, Sort: true},
	{Name: "on", Go: "On", Kind: crud.Bool, Lookups: equality, Sort: true},
	{Name: "off", Go: "Off", Kind: crud.Bool, Nullable: true, Lookups: orNull(equality), Sort: true},
	{Name: "mood", Go: "Mood", Kind: crud.Ordered, Lookups: ordered, Sort: true},
	{Name: "color", Go: "Color", Kind: crud.Text, Lookups: textual, Sort: true},
	{Name: "at", Go: "At", Kind: crud.Ordered, Lookups: ordered, Sort: true},
	{Name: "seen", Go: "Seen", Kind: crud.Ordered, Nullable: true, Lookups: orNull(ordered), Sort: true},
	{Name: "level", Go: "Level", Kind: crud.Ordered, Null: "V", Nullable: true, Lookups: orNull(ordered), Sort: true},
	{Name: "tag", Go: "Tag", Kind: crud.Ordered, Lookups: ordered, Sort: true},
	{Name: "body", Go: "Body", Kind: crud.Ordered, Nullable: true, Lookups: orNull(ordered), Sort: true},
	{Name: "labels", Go: "Labels", Kind: crud.Opaque, Nullable: true},
})

var labelFields = crud.NewFields[Label]([]crud.Field{
	{Name: "key", Go: "Key", Kind: crud.Ordered, Primary: true, Lookups: ordered, Sort: true},
	{Name: "name", Go: "Name", Kind: crud.Text, Lookups: textual, Sort: true},
})

var wordFields = crud.NewFields[Word]([]crud.Field{
	{Name: "text", Go: "Text", Kind: crud.Text, Primary: true, Lookups: textual, Sort: true},
	{Name: "uses", Go: "Uses", Kind: crud.Ordered, Lookups: ordered, Sort: true},
})

var seatFields = crud.NewFields[Seat]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, Lookups: ordered, Sort: true},
	{Name: "hall", Go: "Hall", Kind: crud.Text, Lookups: textual, Sort: true},
	{Name: "row", Go: "Row", Kind: crud.Ordered, Lookups: ordered, Sort: true},
})

var authorFields = crud.NewFields[Author]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, Lookups: ordered, Sort: true},
	{Name: "name", Go: "Name", Kind: crud.Text, Lookups: textual, Sort: true},
})

var bookFields = crud.NewFields[Book]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, Lookups: ordered, Sort: true},
	{Name: "title", Go: "Title", Kind: crud.Text, Lookups: textual, Sort: true},
	{Name: "author_id", Go: "AuthorID", Kind: crud.Ordered, Lookups: ordered, Sort: true},
})
