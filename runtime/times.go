package runtime

import (
	"fmt"
	"math"
	"reflect"
	"time"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func newTimeElement(t reflect.Type, fd protoreflect.FieldDescriptor) element {
	if t == timeType {
		return timeElement{fd}
	}
	return durationElement{fd}
}

// timeElement carries a time.Time as a Timestamp.
type timeElement struct{ fd protoreflect.FieldDescriptor }

func (timeElement) isZero(p unsafe.Pointer) bool { return (*time.Time)(p).IsZero() }
func (timeElement) load(p unsafe.Pointer) protoreflect.Value {
	return protoreflect.ValueOfMessage(timestamppb.New(*(*time.Time)(p)).ProtoReflect())
}
func (timeElement) none() protoreflect.Value {
	return protoreflect.ValueOfMessage((*timestamppb.Timestamp)(nil).ProtoReflect())
}
func (timeElement) fresh() protoreflect.Value {
	return protoreflect.ValueOfMessage(new(timestamppb.Timestamp).ProtoReflect())
}
func (timeElement) store(p unsafe.Pointer, v protoreflect.Value) error {
	s, n := secondsAndNanos(v.Message())
	if err := (&timestamppb.Timestamp{Seconds: s, Nanos: int32(n)}).CheckValid(); err != nil {
		return err
	}
	*(*time.Time)(p) = time.Unix(s, n).UTC()
	return nil
}

// mutable makes an absent time the epoch: Mutable makes a message present.
func (e timeElement) mutable(p unsafe.Pointer) protoreflect.Value {
	if e.isZero(p) {
		*(*time.Time)(p) = time.Unix(0, 0).UTC()
	}
	return mutableCopy(e, p, timeType.Size(), e.fd)
}

// merge takes the seconds and the nanoseconds that are not zero, as two fields of a message.
func (timeElement) merge(dst, src unsafe.Pointer) {
	to, from := (*time.Time)(dst), *(*time.Time)(src)
	s, n := from.Unix(), int64(from.Nanosecond())
	if !to.IsZero() {
		if s == 0 {
			s = to.Unix()
		}
		if n == 0 {
			n = int64(to.Nanosecond())
		}
	}
	*to = time.Unix(s, n).UTC()
}

func (timeElement) equal(a, b unsafe.Pointer) bool    { return (*time.Time)(a).Equal(*(*time.Time)(b)) }
func (timeElement) appendAll(dst, src unsafe.Pointer) { appendSlice[time.Time](dst, src) }

// durationElement carries a time.Duration as a Duration.
type durationElement struct{ fd protoreflect.FieldDescriptor }

func (durationElement) isZero(p unsafe.Pointer) bool { return *(*time.Duration)(p) == 0 }
func (durationElement) load(p unsafe.Pointer) protoreflect.Value {
	return protoreflect.ValueOfMessage(durationpb.New(*(*time.Duration)(p)).ProtoReflect())
}
func (durationElement) none() protoreflect.Value {
	return protoreflect.ValueOfMessage((*durationpb.Duration)(nil).ProtoReflect())
}
func (durationElement) fresh() protoreflect.Value {
	return protoreflect.ValueOfMessage(new(durationpb.Duration).ProtoReflect())
}

func (durationElement) store(p unsafe.Pointer, v protoreflect.Value) error {
	s, n := secondsAndNanos(v.Message())
	if err := (&durationpb.Duration{Seconds: s, Nanos: int32(n)}).CheckValid(); err != nil {
		return err
	}
	const limit = int64(math.MaxInt64 / time.Second)
	total := s*int64(time.Second) + n
	if s > limit || s < -limit || s > 0 && n > 0 && total < 0 || s < 0 && n < 0 && total > 0 {
		return fmt.Errorf("%d seconds do not fit a time.Duration", s)
	}
	*(*time.Duration)(p) = time.Duration(total)
	return nil
}

func (e durationElement) mutable(p unsafe.Pointer) protoreflect.Value {
	return mutableCopy(e, p, durationType.Size(), e.fd)
}

// merge takes the seconds and the nanoseconds that are not zero, as two fields of a message. Seconds and nanoseconds of
// two signs, or beyond what Go can hold, become what AsDuration makes of them.
func (durationElement) merge(dst, src unsafe.Pointer) {
	to, from := durationpb.New(*(*time.Duration)(dst)), durationpb.New(*(*time.Duration)(src))
	if from.Seconds != 0 {
		to.Seconds = from.Seconds
	}
	if from.Nanos != 0 {
		to.Nanos = from.Nanos
	}
	*(*time.Duration)(dst) = to.AsDuration()
}

func (durationElement) equal(a, b unsafe.Pointer) bool {
	return *(*time.Duration)(a) == *(*time.Duration)(b)
}
func (durationElement) appendAll(dst, src unsafe.Pointer) { appendSlice[time.Duration](dst, src) }

// secondsAndNanos reads a Timestamp or Duration of any implementation.
func secondsAndNanos(m protoreflect.Message) (s, n int64) {
	fields := m.Descriptor().Fields()
	return m.Get(fields.ByNumber(1)).Int(), m.Get(fields.ByNumber(2)).Int()
}
