package crud

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"reflect"
)

// A page token is the values of the order's fields in the last row of a page: what comes behind them is the next page,
// whatever was inserted meanwhile. Before them is a version and a checksum of the values and of what was asked for. It is
// no secret and keeps none: who makes one up can begin a page where a filter by the same fields could, and sees no rows
// that the scope does not show.
const (
	tokenVersion = 1
	tokenHead    = 1 + 8
)

// token returns the token of the page behind a row.
func (m *Model[M, K]) token(asked *Query, order []Order, last *M) (string, error) {
	b := make([]byte, tokenHead, 64)
	row := reflect.ValueOf(last).Elem()
	var err error
	for _, o := range order {
		if b, err = o.Field.append(b, o.Field.Value(row)); err != nil {
			return "", err
		}
	}
	b[0] = tokenVersion
	sum, err := m.checksum(asked, order, b[tokenHead:])
	binary.BigEndian.PutUint64(b[1:], sum)
	return base64.RawURLEncoding.EncodeToString(b), err
}

// after returns the values of a token.
func (m *Model[M, K]) after(token string, asked *Query, order []Order) ([]any, error) {
	invalid := Invalid("page_token", "this is not the next_page_token of a page with the same filter, order and search")
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) < tokenHead || b[0] != tokenVersion {
		return nil, invalid
	}
	sum, err := m.checksum(asked, order, b[tokenHead:])
	if err != nil || sum != binary.BigEndian.Uint64(b[1:]) {
		return nil, invalid
	}
	values := make([]any, len(order))
	r := reader{b: b[tokenHead:]}
	for i, o := range order {
		if values[i], err = o.Field.read(&r); err != nil {
			return nil, invalid
		}
	}
	if len(r.b) > 0 {
		return nil, invalid
	}
	return values, nil
}

// checksum covers the values of a token and what was asked for.
func (m *Model[M, K]) checksum(asked *Query, order []Order, values []byte) (uint64, error) {
	b := appendBytes(make([]byte, 0, 256), []byte(m.name))
	b, err := appendConditions(b, asked.Where)
	if err != nil {
		return 0, err
	}
	b = binary.AppendUvarint(b, uint64(len(asked.Search)))
	for _, s := range asked.Search {
		b = appendBytes(b, []byte(s.Text))
	}
	for _, o := range order {
		direction := byte(0)
		if o.Descending {
			direction = 1
		}
		b = append(appendBytes(b, []byte(o.Field.Name)), direction)
	}
	h := fnv.New64a()
	h.Write(b)
	h.Write(values)
	return h.Sum64(), nil
}

func appendConditions(b []byte, all []Condition) (_ []byte, err error) {
	b = binary.AppendUvarint(b, uint64(len(all)))
	for _, c := range all {
		if c.Any != nil {
			if b, err = appendConditions(append(b, 0xff), c.Any); err != nil {
				return nil, err
			}
			continue
		}
		b = append(appendBytes(b, []byte(c.Field.Name)), byte(c.Lookup))
		if b, err = c.appendValue(b); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (c *Condition) appendValue(b []byte) ([]byte, error) {
	switch v := c.Value.(type) {
	case []any:
		b = binary.AppendUvarint(b, uint64(len(v)))
		for _, v := range v {
			var err error
			if b, err = c.Field.append(b, v); err != nil {
				return nil, err
			}
		}
		return b, nil
	default:
		if c.Lookup == Null || c.Lookup.takesText() {
			return appendKind(b, reflect.ValueOf(v)), nil
		}
		return c.Field.append(b, v)
	}
}
