package wire

// Records of one repeated field follow one another. They are counted before the first is read, so that memory for them
// is asked for once. What is counted is there, at two bytes a record at least: input cannot ask for more than it has.

// follows returns the index behind tag if it is at b[i:], and 0 if it is not. It does not look for a tag of three bytes or
// more: such records are read one by one.
func follows(b []byte, i int, tag uint64) int {
	if tag < 1<<7 && Is1(b, i, tag) {
		return i + 1
	}
	if tag >= 1<<7 && tag < 1<<14 && Is2(b, i, tag) {
		return i + 2
	}
	return 0
}

// count returns how many records tag has at b[i:], where the first is read up to its tag: those in one row, and with
// all set those that come later in the message as well. It stops at most.
func (d *Decoder) count(b []byte, i int, tag uint64, all bool, most int) int {
	if tag&7 == Bytes && !all {
		return countBlocks(b, i, tag, most)
	}
	n, depth := 1, d.depth // what is skipped here and malformed is met again
	for i = d.Skip(b, i, tag); i >= 0 && n < most; n++ {
		next := follows(b, i, tag)
		if next == 0 && all {
			next = d.find(b, i, tag)
		}
		if next == 0 {
			break
		}
		i = d.Skip(b, next, tag)
	}
	d.depth = depth
	return n
}

// countBlocks is count for records in one row that begin with their length.
func countBlocks(b []byte, i int, tag uint64, most int) int {
	for n := 1; ; n++ {
		l, ok := short(b, i)
		if i++; !ok {
			l, i = longVarint(b, i-1)
		}
		if i < 0 || l > uint64(len(b)-i) {
			return n
		}
		i += int(l)
		if i = follows(b, i, tag); i == 0 || n >= most {
			return n
		}
	}
}

// find returns the index behind the next occurrence of tag, or 0.
func (d *Decoder) find(b []byte, i int, tag uint64) int {
	for i >= 0 && i < len(b) {
		found, next := d.Tag(b, i)
		if found == tag {
			return next
		}
		i = d.Skip(b, next, found)
	}
	return 0
}

// room returns s with capacity for the records of its field that follow. If it has some already, the field has come in
// pieces: then what is left of it is counted to the end of the message. A nested message can come in pieces itself, which
// nothing counts, so there a slice also doubles.
// It reports false if that is more than the input may ask for.
func room[S ~[]T, T any](d *Decoder, b []byte, i int, tag uint64, s S) (S, bool) {
	if len(s) < cap(s) {
		return s, true
	}
	n := d.count(b, i, tag, len(s) > 0, d.affordable(counted[T]())+1)
	if len(b) < len(d.root) {
		n = max(n, len(s))
	}
	if !afford[T](d, len(s)+n) {
		return s, false
	}
	return append(make(S, 0, len(s)+n), s...), true
}
