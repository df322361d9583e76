package hostile

import "errors"

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

// Dates hold one.
//
//grpc:message
type Dates struct {
	Date Date
	Text Text
}
