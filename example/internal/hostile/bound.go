package hostile

import (
	"context"
	"database/sql"
	"math/big"
)

// Bounded has texts with bounds of their own.
//
//grpc:message
type Bounded struct {
	Text     Text             `grpc:"max=5"`
	Date     Date             `grpc:"max=1,type=bytes"`
	Code     Code             `grpc:"max=5,type=bytes"`
	Optional *Text            `grpc:"max=5"`
	Null     sql.Null[Text]   `grpc:"max=5"`
	List     []Text           `grpc:"max=5"`
	Refs     []*Text          `grpc:"max=5"`
	Array    [2]Text          `grpc:"max=5"`
	Lists    [][]Text         `grpc:"max=5"`
	ByName   map[string]Text  `grpc:"max=5"`
	ByText   map[Text]string  `grpc:"max=5"`
	Both     map[Text]*Text   `grpc:"max=5"`
	Nested   map[Text]Bounded `grpc:"max=9"`
	ByLists  map[Text][]Text  `grpc:"max=5"`
	OneText  *Text            `grpc:"max=5,oneof=one"`
	OneOther *Text            `grpc:"oneof=one"`
	Free     Text

	Short big.Int   `grpc:"max=20"`
	Long  big.Int   `grpc:"max=20000"`
	Float big.Float `grpc:"max=20"`
	Rats  []big.Rat `grpc:"max=20000"`
	Money Money     `grpc:"max=20000"`
}

// Code is bytes of its own.
type Code struct{ data string }

// MarshalBinary returns the bytes.
func (c Code) MarshalBinary() ([]byte, error) { return []byte(c.data), nil }

// UnmarshalBinary takes the bytes.
func (c *Code) UnmarshalBinary(data []byte) error {
	c.data = string(data)
	return nil
}

// BoundService takes bounded texts as parameters.
//
//grpc:service
type BoundService struct{}

// Take gives back what it got.
//
//grpc:action
//grpc:param text max=5
//grpc:param back max=9
func (BoundService) Take(_ context.Context, text Text, double bool) (back Text, err error) {
	if double {
		text.Value += text.Value
	}
	return text, nil
}
