package hostile

import "math/big"

// Money holds a number beside something else, as decimals do.
type Money struct {
	value *big.Int
	_     int32
}

// UnmarshalText reads a whole number.
func (m *Money) UnmarshalText(text []byte) error {
	m.value = new(big.Int)
	return m.value.UnmarshalText(text)
}

// MarshalText writes a whole number.
func (m Money) MarshalText() ([]byte, error) {
	if m.value == nil {
		return nil, nil
	}
	return m.value.MarshalText()
}

// Numbers are as long as their texts.
//
//grpc:message
type Numbers struct {
	Int   big.Int
	Rat   big.Rat
	Float big.Float
	Money Money
	Refs  []*big.Int
	Text  Text
}
