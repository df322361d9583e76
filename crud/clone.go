package crud

import (
	"reflect"

	"github.com/grpcgen/grpcgen/crud/internal/deep"
)

// cloneFor returns a row of its own for a hook, if there is one: it may write into the maps and lists of its row, which must
// neither change the row that this was made of, nor be there in the next attempt.
func (m *Model[M, K]) cloneFor(hooked bool, row *M) *M {
	if hooked {
		return deep.Copy(row)
	}
	return m.clone(row)
}

// clone returns a row of its own, whose fields may be set while those of the other stay as they are.
func (m *Model[M, K]) clone(row *M) *M {
	c := new(M)
	*c = *row
	for _, hop := range m.fields.hops {
		cloneEmbedded(reflect.ValueOf(c).Elem(), hop)
	}
	return c
}

// cloneEmbedded gives a row a struct of its own for one that is embedded by pointer.
func cloneEmbedded(v reflect.Value, hop []int) {
	for _, i := range hop {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	if !v.IsNil() {
		inner := reflect.New(v.Type().Elem())
		inner.Elem().Set(v.Elem())
		v.Set(inner)
	}
}
