package ez

import (
	"errors"
	"time"

	"github.com/grpcgen/grpcgen/bench/shape"

	"github.com/VictoriaMetrics/easyproto"
)

var errBad = errors.New("malformed")

type fcx = easyproto.FieldContext

// SmallU reads a message.
func SmallU(x *shape.Small, b []byte) (err error) {
	var fc fcx
	for len(b) > 0 {
		if b, err = fc.NextField(b); err != nil {
			return err
		}
		ok := true
		switch fc.FieldNum {
		case 1:
			var s string
			s, ok = fc.String()
			x.Name = clone(s)
		case 2:
			x.ID, ok = fc.Int64()
		case 3:
			x.Active, ok = fc.Bool()
		case 4:
			var v int32
			v, ok = fc.Int32()
			x.Kind = shape.Kind(v)
		}
		if !ok {
			return errBad
		}
	}
	return nil
}
func clone(s string) string { return string(append(make([]byte, 0, len(s)), s...)) }

// AddrU reads a message.
func AddrU(x *shape.Address, b []byte) (err error) {
	var fc fcx
	for len(b) > 0 {
		if b, err = fc.NextField(b); err != nil {
			return err
		}
		ok := true
		var s string
		switch fc.FieldNum {
		case 1:
			s, ok = fc.String()
			x.Street = clone(s)
		case 2:
			s, ok = fc.String()
			x.City = clone(s)
		case 3:
			s, ok = fc.String()
			x.Country = clone(s)
		case 4:
			s, ok = fc.String()
			x.Zip = clone(s)
		case 5:
			x.Lat, ok = fc.Double()
		case 6:
			x.Lon, ok = fc.Double()
		}
		if !ok {
			return errBad
		}
	}
	return nil
}
func sn(fc *fcx) (s int64, n int32, ok bool) {
	b, ok := fc.MessageData()
	if !ok {
		return
	}
	var f fcx
	var err error
	for len(b) > 0 {
		if b, err = f.NextField(b); err != nil {
			return 0, 0, false
		}
		switch f.FieldNum {
		case 1:
			s, ok = f.Int64()
		case 2:
			n, ok = f.Int32()
		}
	}
	return
}

// MediumU reads a message.
func MediumU(x *shape.Medium, b []byte) (err error) {
	var fc fcx
	for len(b) > 0 {
		if b, err = fc.NextField(b); err != nil {
			return err
		}
		ok := true
		var s string
		var q []byte
		switch fc.FieldNum {
		case 1:
			s, ok = fc.String()
			x.ID = clone(s)
		case 2:
			s, ok = fc.String()
			x.Title = clone(s)
		case 3:
			s, ok = fc.String()
			x.Description = clone(s)
		case 4:
			x.A, ok = fc.Int32()
		case 5:
			x.B, ok = fc.Int64()
		case 6:
			x.C, ok = fc.Uint32()
		case 7:
			x.D, ok = fc.Uint64()
		case 8:
			x.E, ok = fc.Sint32()
		case 9:
			x.F, ok = fc.Sint64()
		case 10:
			x.G, ok = fc.Fixed32()
		case 11:
			x.H, ok = fc.Fixed64()
		case 12:
			x.I, ok = fc.Sfixed32()
		case 13:
			x.J, ok = fc.Sfixed64()
		case 14:
			x.K, ok = fc.Float()
		case 15:
			x.L, ok = fc.Double()
		case 16:
			x.M, ok = fc.Bool()
		case 17:
			q, ok = fc.Bytes()
			x.N = append([]byte(nil), q...)
		case 18:
			var v int32
			v, ok = fc.Int32()
			x.Kind = shape.Kind(v)
		case 19:
			s, ok = fc.String()
			x.Tags = append(x.Tags, clone(s))
		case 20:
			if q, ok = fc.MessageData(); ok {
				err = AddrU(&x.Home, q)
			}
		case 21:
			if q, ok = fc.MessageData(); ok {
				x.Work = new(shape.Address)
				err = AddrU(x.Work, q)
			}
		case 22:
			if q, ok = fc.MessageData(); ok {
				x.Children = append(x.Children, shape.Small{})
				err = SmallU(&x.Children[len(x.Children)-1], q)
			}
		case 23, 24, 29:
			var a int64
			var n int32
			a, n, ok = sn(&fc)
			switch fc.FieldNum {
			case 23:
				x.CreatedAt = time.Unix(a, int64(n)).UTC()
			case 24:
				x.UpdatedAt = time.Unix(a, int64(n)).UTC()
			default:
				x.TTL = time.Duration(a)*time.Second + time.Duration(n)
			}
		case 25:
			s, ok = fc.String()
			s = clone(s)
			x.Nick = &s
		case 26:
			v, k := fc.Int64()
			x.ParentID, ok = &v, k
		case 27:
			v, k := fc.Bool()
			x.Verified, ok = &v, k
		case 28:
			v, k := fc.Double()
			x.Score, ok = &v, k
		}
		if !ok || err != nil {
			return errBad
		}
	}
	return nil
}

// ListU reads a message.
func ListU(x *shape.List, b []byte) (err error) {
	var fc fcx
	for len(b) > 0 {
		if b, err = fc.NextField(b); err != nil {
			return err
		}
		ok := true
		switch fc.FieldNum {
		case 1:
			var q []byte
			if q, ok = fc.MessageData(); ok {
				x.Items = append(x.Items, shape.Item{})
				err = itemU(&x.Items[len(x.Items)-1], q)
			}
		case 2:
			x.IDs, ok = fc.UnpackInt64s(x.IDs)
		case 3:
			x.Vals, ok = fc.UnpackDoubles(x.Vals)
		case 4:
			var s string
			s, ok = fc.String()
			x.NextPage = clone(s)
		}
		if !ok || err != nil {
			return errBad
		}
	}
	return nil
}
func itemU(x *shape.Item, b []byte) (err error) {
	var fc fcx
	for len(b) > 0 {
		if b, err = fc.NextField(b); err != nil {
			return err
		}
		ok := true
		var s string
		switch fc.FieldNum {
		case 1:
			s, ok = fc.String()
			x.SKU = clone(s)
		case 2:
			s, ok = fc.String()
			x.Name = clone(s)
		case 3:
			x.Qty, ok = fc.Int64()
		case 4:
			x.Price, ok = fc.Double()
		case 5:
			x.Points, ok = fc.UnpackInt64s(x.Points)
		case 6:
			var q []byte
			if q, ok = fc.MessageData(); ok {
				x.Origin = new(shape.Address)
				err = AddrU(x.Origin, q)
			}
		}
		if !ok || err != nil {
			return errBad
		}
	}
	return nil
}

// MapsU reads a message.
func MapsU(x *shape.Maps, b []byte) (err error) {
	x.Labels, x.Counters, x.ByID, x.Weights = map[string]string{}, map[string]int64{}, map[int64]shape.Small{}, map[uint32]float64{}
	var fc, f fcx
	for len(b) > 0 {
		if b, err = fc.NextField(b); err != nil {
			return err
		}
		if fc.FieldNum == 5 {
			q, ok := fc.Bytes()
			if !ok {
				return errBad
			}
			x.Payload = append([]byte(nil), q...)
			continue
		}
		q, ok := fc.MessageData()
		if !ok {
			return errBad
		}
		var k, v string
		var ki, vi int64
		var ku uint32
		var vd float64
		var vs shape.Small
		for len(q) > 0 {
			if q, err = f.NextField(q); err != nil {
				return err
			}
			ok := true
			switch fc.FieldNum<<4 | f.FieldNum {
			case 0x11, 0x21:
				k, ok = f.String()
			case 0x12:
				v, ok = f.String()
			case 0x22:
				vi, ok = f.Int64()
			case 0x31:
				ki, ok = f.Int64()
			case 0x32:
				var d []byte
				if d, ok = f.MessageData(); ok {
					err = SmallU(&vs, d)
				}
			case 0x41:
				ku, ok = f.Uint32()
			case 0x42:
				vd, ok = f.Double()
			}
			if !ok || err != nil {
				return errBad
			}
		}
		switch fc.FieldNum {
		case 1:
			x.Labels[clone(k)] = clone(v)
		case 2:
			x.Counters[clone(k)] = vi
		case 3:
			x.ByID[ki] = vs
		case 4:
			x.Weights[ku] = vd
		}
	}
	return nil
}
