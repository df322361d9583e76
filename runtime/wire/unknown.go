package wire

// PutUnknown writes records that KeepUnknown has kept, as they came.
func PutUnknown[U ~[]byte](b []byte, i int, u U) int {
	i -= len(u)
	copy(b[i:], u)
	return i
}

// KeepUnknown is Skip, and keeps the record that starts at b[start:] with its tag, unless the decoder discards such
// records.
func KeepUnknown[U ~[]byte](d *Decoder, b []byte, start, i int, tag uint64, u *U) int {
	if i = d.Skip(b, i, tag); i >= 0 && !d.DiscardUnknown {
		*u = append(*u, b[start:i]...)
	}
	return i
}
