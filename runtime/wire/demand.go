package wire

import "math/bits"

// Large elements in nested messages are allocated one by one, and whether a message asks for too much is known only when
// most of it is there. So when a part of the budget is used up, the records of the whole message are looked over for what
// they ask for, which takes no memory. That is the least that reading takes: a message is not refused that can be read.

// firstPart is how much of the budget a message may use up before it is looked over. Ordinary ones are not.
const firstPart = 2 << 20

// Demand is what the records of a message ask for.
type Demand struct {
	Fields []FieldDemand
	Once   []int // bytes that count for what is made once for a message, such as what a field points to; 64 at most
	Oneof  bool  // a record of another field ends what was made before
}

// FieldDemand is what the records of a field ask for.
type FieldDemand struct {
	Tag      uint64
	Each     int     // bytes that count for each record
	Once     uint64  // a bit for each element of Once that the first record needs
	Repeated bool    // a record is a new message, and else adds to that of the record before
	Message  *Demand // of the message in a record; nil if there is none
}

// foresee looks over the message when enough of the budget is used up, and reports whether all of it is enough.
func (d *Decoder) foresee() bool {
	rest, depth := d.lookBelow+firstPart, d.depth
	d.lookBelow = 0 // once
	if d.demand == nil {
		return true
	}
	d.look(d.root, d.demand(), ^uint64(0), &rest) // of what a message held before nothing is known
	d.depth = depth
	return rest >= 0
}

// look takes what a message asks for from rest, until that is negative. made has a bit for what it has of Once. What is
// malformed is left to reading.
func (d *Decoder) look(b []byte, m *Demand, made uint64, rest *int) {
	for i := 0; i < len(b) && *rest >= 0; {
		tag, next := d.Tag(b, i)
		if i = d.Skip(b, next, tag); i < 0 {
			return
		}
		f := m.field(tag)
		if f == nil {
			continue
		}
		*rest -= f.Each
		fresh := f.Once &^ made
		for bit := fresh; bit != 0; bit &= bit - 1 {
			*rest -= m.Once[bits.TrailingZeros64(bit)]
		}
		if made |= f.Once; m.Oneof {
			made = f.Once
		}
		if f.Message == nil {
			continue
		}
		within := ^uint64(0)
		if f.Repeated || fresh != 0 {
			within = 0
		}
		if p, _ := payload(b, next); d.depth > 0 {
			d.depth--
			d.look(p, f.Message, within, rest)
			d.depth++
		}
	}
}

func (m *Demand) field(tag uint64) *FieldDemand {
	for k := range m.Fields {
		if m.Fields[k].Tag == tag {
			return &m.Fields[k]
		}
	}
	return nil
}
