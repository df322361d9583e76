package crud

import "reflect"

// clone returns a row of its own: one may be written to, and the other stays as it is.
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
