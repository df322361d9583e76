// Package ez is what a user of easyproto writes by hand.
package ez

import (
	"time"

	"github.com/grpcgen/grpcgen/bench/shape"

	"github.com/VictoriaMetrics/easyproto"
)

var mp easyproto.MarshalerPool

type mm = *easyproto.MessageMarshaler

// Marshal appends what f writes to dst.
func Marshal(dst []byte, f func(mm)) []byte {
	m := mp.Get()
	f(m.MessageMarshaler())
	dst = m.Marshal(dst)
	mp.Put(m)
	return dst
}

// SmallM writes a message.
func SmallM(x *shape.Small, m mm) {
	if x.Name != "" {
		m.AppendString(1, x.Name)
	}
	if x.ID != 0 {
		m.AppendInt64(2, x.ID)
	}
	if x.Active {
		m.AppendBool(3, x.Active)
	}
	if x.Kind != 0 {
		m.AppendInt32(4, int32(x.Kind))
	}
}

// AddrM writes a message.
func AddrM(x *shape.Address, m mm) {
	m.AppendString(1, x.Street)
	m.AppendString(2, x.City)
	m.AppendString(3, x.Country)
	m.AppendString(4, x.Zip)
	m.AppendDouble(5, x.Lat)
	m.AppendDouble(6, x.Lon)
}
func tm(m mm, s int64, n int32) {
	if s != 0 {
		m.AppendInt64(1, s)
	}
	if n != 0 {
		m.AppendInt32(2, n)
	}
}

// MediumM writes a message.
func MediumM(x *shape.Medium, m mm) {
	m.AppendString(1, x.ID)
	m.AppendString(2, x.Title)
	m.AppendString(3, x.Description)
	m.AppendInt32(4, x.A)
	m.AppendInt64(5, x.B)
	m.AppendUint32(6, x.C)
	m.AppendUint64(7, x.D)
	m.AppendSint32(8, x.E)
	m.AppendSint64(9, x.F)
	m.AppendFixed32(10, x.G)
	m.AppendFixed64(11, x.H)
	m.AppendSfixed32(12, x.I)
	m.AppendSfixed64(13, x.J)
	m.AppendFloat(14, x.K)
	m.AppendDouble(15, x.L)
	m.AppendBool(16, x.M)
	m.AppendBytes(17, x.N)
	m.AppendInt32(18, int32(x.Kind))
	for _, s := range x.Tags {
		m.AppendString(19, s)
	}
	AddrM(&x.Home, m.AppendMessage(20))
	if x.Work != nil {
		AddrM(x.Work, m.AppendMessage(21))
	}
	for i := range x.Children {
		SmallM(&x.Children[i], m.AppendMessage(22))
	}
	tm(m.AppendMessage(23), x.CreatedAt.Unix(), int32(x.CreatedAt.Nanosecond()))
	tm(m.AppendMessage(24), x.UpdatedAt.Unix(), int32(x.UpdatedAt.Nanosecond()))
	if x.Nick != nil {
		m.AppendString(25, *x.Nick)
	}
	if x.ParentID != nil {
		m.AppendInt64(26, *x.ParentID)
	}
	if x.Verified != nil {
		m.AppendBool(27, *x.Verified)
	}
	if x.Score != nil {
		m.AppendDouble(28, *x.Score)
	}
	tm(m.AppendMessage(29), int64(x.TTL/time.Second), int32(x.TTL%time.Second))
}

// ListM writes a message.
func ListM(x *shape.List, m mm) {
	for i := range x.Items {
		e := &x.Items[i]
		c := m.AppendMessage(1)
		c.AppendString(1, e.SKU)
		c.AppendString(2, e.Name)
		if e.Qty != 0 {
			c.AppendInt64(3, e.Qty)
		}
		c.AppendDouble(4, e.Price)
		c.AppendInt64s(5, e.Points)
		if e.Origin != nil {
			AddrM(e.Origin, c.AppendMessage(6))
		}
	}
	m.AppendInt64s(2, x.IDs)
	m.AppendDoubles(3, x.Vals)
	m.AppendString(4, x.NextPage)
}

// MapsM writes a message.
func MapsM(x *shape.Maps, m mm) {
	for k, v := range x.Labels {
		c := m.AppendMessage(1)
		c.AppendString(1, k)
		c.AppendString(2, v)
	}
	for k, v := range x.Counters {
		c := m.AppendMessage(2)
		c.AppendString(1, k)
		c.AppendInt64(2, v)
	}
	for k, v := range x.ByID {
		c := m.AppendMessage(3)
		c.AppendInt64(1, k)
		SmallM(&v, c.AppendMessage(2))
	}
	for k, v := range x.Weights {
		c := m.AppendMessage(4)
		c.AppendUint32(1, k)
		c.AppendDouble(2, v)
	}
	m.AppendBytes(5, x.Payload)
}
