package wire

import "fmt"

// A tag with max= bounds the bytes of the text or the binary forms that a field has. Only the functions for such fields know a
// bound: ReadBoundedText and ReadBoundedBinary take it from the decoder, Bounded and BoundedMap look at what has been written.

// checkBound returns an error if a form is longer than most, unless that is 0.
func checkBound(form []byte, most int) error {
	if most > 0 && len(form) > most {
		return fmt.Errorf("%d bytes are more than the %d that the field takes", len(form), most)
	}
	return nil
}

// Bound sets how many bytes a form may have in the field that is read next, and returns what it was.
func (d *Decoder) Bound(most int) (before int) {
	before, d.bound = d.bound, most
	return before
}

// ReadBoundedText is ReadText for a field with a bound.
func ReadBoundedText[T any, P textMarshaler[T]](d *Decoder, b []byte, i int, v *T) int {
	return readText[T, P](d, b, i, v, d.bound)
}

// ReadBoundedBinary is ReadBinary for a field with a bound.
func ReadBoundedBinary[T any, P binaryMarshaler[T]](d *Decoder, b []byte, i int, v *T) int {
	return readBinary[T, P](d, b, i, v, d.bound)
}

// Bounded returns start, from where a field has been written that ends at b[end]. It panics if a record of the field is longer
// than most.
func Bounded(b []byte, start, end, most int) int {
	var d Decoder
	for i := start; i < end; {
		_, i = d.Tag(b, i)
		var form []byte
		form, i = payload(b, i)
		mustFit(form, most)
	}
	return start
}

// BoundedMap is Bounded for a map whose keys, whose values, or both are forms.
func BoundedMap(b []byte, start, end, most int, keys, values bool) int {
	var d Decoder
	for i := start; i < end; {
		_, i = d.Tag(b, i)
		var entry []byte
		entry, i = payload(b, i)
		for k := 0; k < len(entry); {
			tag, next := d.Tag(entry, k)
			if tag == keyNumber<<3|Bytes && keys || tag == valueNumber<<3|Bytes && values {
				form, _ := payload(entry, next)
				mustFit(form, most)
			}
			k = d.Skip(entry, next, tag)
		}
	}
	return start
}

func mustFit(form []byte, most int) {
	if err := checkBound(form, most); err != nil {
		Refuse(err)
	}
}
