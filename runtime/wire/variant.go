package wire

// A oneof that Go holds in a sealed interface: what is in it is written as a pointer to it would be, so that a variant
// with nothing in it is there as well.

// VariantOf returns a copy of what a oneof holds if that is a T, and otherwise nil. It will be copied back.
func VariantOf[T any](d *Decoder, v any) *T {
	mustAfford[T](d)
	if _, ok := v.(T); !ok {
		return nil
	}
	mustAfford[T](d)
	t := v.(T) // in memory that is only taken here
	return &t
}

// CheckVariant refuses a variant that is a nil pointer: nothing would be left of it on the way.
func CheckVariant[T any](v *T) {
	if v == nil {
		cannotEncode("a oneof holds a nil %T: leave the interface nil to send none", v)
	}
}

// NoVariant refuses a type that was not a variant of the oneof when its glue was written.
func NoVariant(v any) {
	cannotEncode("a oneof holds a %T, which is not one of its variants: run \"grpcgen build\" again", v)
}

// UnknownVariant refuses a record of a oneof that has no field for it: without its value the oneof would mean another
// thing. A negative index is returned as it is.
func (d *Decoder) UnknownVariant(i int, tag uint64) int {
	if i < 0 {
		return i
	}
	return d.refuse("variant %d of the oneof is unknown", tag>>3)
}
