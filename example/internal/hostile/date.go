package hostile

import (
	"context"
	"database/sql"
	"errors"
)

// Date has a zero value that its own text does not read.
type Date struct{ Day int }

// MarshalText writes a digit.
func (d Date) MarshalText() ([]byte, error) { return []byte{byte('0' + d.Day)}, nil }

// UnmarshalText reads a digit that is a day.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) != 1 || text[0] < '1' {
		return errors.New("not a day")
	}
	d.Day = int(text[0] - '0')
	return nil
}

// MarshalBinary writes the digit.
func (d Date) MarshalBinary() ([]byte, error) { return d.MarshalText() }

// UnmarshalBinary reads it.
func (d *Date) UnmarshalBinary(data []byte) error { return d.UnmarshalText(data) }

// Since reads nothing as a day of its own, so nothing cannot stand for its zero value.
type Since struct{ Date }

// UnmarshalText reads nothing as the first day.
func (s *Since) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		text = []byte("1")
	}
	return s.Date.UnmarshalText(text)
}

// MarshalText writes a digit.
func (s Since) MarshalText() ([]byte, error) { return s.Date.MarshalText() }

// Dates hold some.
//
//grpc:message
type Dates struct {
	Date  Date
	Text  Text
	Raw   Date `grpc:"type=bytes"`
	Since Since

	Optional *Date
	List     []Date
	Refs     []*Date
	Raws     []Date `grpc:"type=bytes"`
	Array    [3]Date
	ByName   map[string]Date
	ByRef    map[string]*Date
	ByDate   map[Date]string
	Null     sql.Null[Date]
	OneDate  *Date   `grpc:"oneof=one"`
	OneText  *string `grpc:"oneof=one"`
	Held     Held
	Sinces   []Since
}

// Held is sealed.
type Held interface{ held() }

// HeldDate holds a date in a oneof.
type HeldDate struct{ Date Date }

func (HeldDate) held() {}

// DateService takes dates one by one.
//
//grpc:service
type DateService struct{}

// Next takes dates as parameters, and gives them back.
//
//grpc:action
func (DateService) Next(_ context.Context, date Date, dates []Date) (next Date, all []Date, err error) {
	return date, dates, nil
}
