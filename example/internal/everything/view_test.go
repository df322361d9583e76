package everything

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// Merging and comparing messages is that of protobuf-go.
func TestMergeAndEqual(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 6))
		a, b := randomAll(r), randomAll(r)
		if r.IntN(2) == 0 {
			b = proto.CloneOf(a)
			change(r, b)
		}
		da, db := dynamic(t, marshal(t, a)), dynamic(t, marshal(t, b))
		if got, want := proto.Equal(a, b), proto.Equal(da, db); got != want {
			t.Fatalf("seed %d: Equal = %v\n%v\n%v", seed, got, a, b)
		}
		for _, pair := range [][2]proto.Message{{a, da}, {da, a}} {
			if !protoreflect.ValueOfMessage(pair[0].ProtoReflect()).Equal(protoreflect.ValueOfMessage(pair[1].ProtoReflect())) {
				t.Fatalf("seed %d: reflection finds ours and protobuf-go's different", seed)
			}
		}
		mixed := proto.CloneOf(a)
		proto.Merge(mixed, db)
		proto.Merge(a, b)
		proto.Merge(da, db)
		for name, m := range map[string]proto.Message{"ours into ours": a, "protobuf-go's into ours": mixed} {
			if !bytes.Equal(marshal(t, m), marshal(t, da)) {
				t.Fatalf("seed %d: merging %s\n%v\n%v", seed, name, m, da)
			}
		}
	}
}

// change makes one field of a message another, if it can.
func change(r *rand.Rand, m *All) {
	fields := m.ProtoReflect().Descriptor().Fields()
	fd := fields.Get(r.IntN(fields.Len()))
	switch {
	case r.IntN(3) == 0:
	case fd.IsList() && m.ProtoReflect().Has(fd):
		m.ProtoReflect().Mutable(fd).List().Truncate(0)
	default:
		m.ProtoReflect().Clear(fd)
	}
}

func TestEqualEdges(t *testing.T) {
	nan, minus := math.NaN(), math.Copysign(0, -1)
	zero := 0.0
	for name, c := range map[string]struct {
		a, b *All
		want bool
	}{
		"NaN":                     {&All{Double: nan, Float: float32(nan)}, &All{Double: nan, Float: float32(nan)}, true},
		"NaN in a list":           {&All{Doubles: []float64{nan}}, &All{Doubles: []float64{nan}}, true},
		"NaN in a map":            {&All{ByInt: map[int32]float64{1: nan}}, &All{ByInt: map[int32]float64{1: nan}}, true},
		"negative zero, present":  {&All{OptDouble: &minus}, &All{OptDouble: &zero}, true},
		"negative zero, absent":   {&All{Double: minus}, &All{}, false},
		"nil and empty":           {&All{Bytes: []byte{}, Strings: []string{}, ByInt: map[int32]float64{}}, &All{}, true},
		"empty bytes in a map":    {&All{ByBool: map[bool][]byte{true: nil}}, &All{ByBool: map[bool][]byte{true: {}}}, true},
		"a time in another zone":  {&All{At: time.Unix(5, 0)}, &All{At: time.Unix(5, 0).UTC()}, true},
		"presence":                {&All{OptBool: new(bool)}, &All{}, false},
		"an empty message":        {&All{Pointer: &All{}}, &All{}, false},
		"an empty embedded one":   {&All{Pointed: &Pointed{}}, &All{}, true},
		"two keys":                {&All{ByInt: map[int32]float64{1: 0}}, &All{ByInt: map[int32]float64{2: 0}}, false},
		"a nil message":           {nil, &All{}, false},
		"two nil messages":        {nil, nil, true},
		"a nil element and empty": {&All{Pointers: []*Leaf{nil}}, &All{Pointers: []*Leaf{{}}}, true},
	} {
		if got := proto.Equal(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A clone shares nothing with what it was made of.
func TestCloneIsDeep(t *testing.T) {
	for seed := range uint64(50) {
		m := randomAll(rand.New(rand.NewPCG(seed, 8)))
		before := marshal(t, m)
		c := proto.CloneOf(m)
		scribble(reflect.ValueOf(m).Elem())
		if !bytes.Equal(before, marshal(t, c)) {
			t.Fatalf("seed %d: the clone changed with the original", seed)
		}
	}
	if c := proto.CloneOf((*All)(nil)); c != nil {
		t.Errorf("the clone of a nil message is %v", c)
	}
}

// scribble writes over everything that can be reached.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type() != reflect.TypeFor[time.Time]() {
				scribble(v.Field(i))
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			scribble(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			scribble(v.Index(i))
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if k := it.Value().Kind(); k == reflect.Pointer || k == reflect.Slice {
				scribble(it.Value())
			}
			v.SetMapIndex(it.Key(), reflect.Value{})
		}
	default:
		v.SetZero()
	}
}

// What is done to a message through reflection has the effect that it has on protobuf-go's.
func TestChangesAgainstDynamic(t *testing.T) {
	for _, m := range []proto.Message{new(All), new(Choice)} {
		for seed := range uint64(300) {
			testChanges(t, seed, m.ProtoReflect().New())
		}
	}
}

func testChanges(t *testing.T, seed uint64, ours protoreflect.Message) {
	r := rand.New(rand.NewPCG(seed, 9))
	theirs := dynamicpb.NewMessage(ours.Descriptor())
	for step := range 60 {
		op, fd := r.IntN(8), ours.Descriptor().Fields().Get(r.IntN(ours.Descriptor().Fields().Len()))
		choices := r.Uint64()
		for _, m := range []protoreflect.Message{ours, theirs} {
			act(rand.New(rand.NewPCG(choices, 1)), m, fd, op, 2)
		}
		if a, b := marshal(t, ours.Interface()), marshal(t, theirs.Interface()); !bytes.Equal(a, b) {
			t.Fatalf("seed %d, step %d: operation %d on %s\n%v\n%v", seed, step, op, fd.Name(), ours.Interface(), theirs.Interface())
		}
		if ours.Has(fd) != theirs.Has(fd) || !ours.Get(fd).Equal(theirs.Get(fd)) {
			t.Fatalf("seed %d, step %d: %s is %v, protobuf-go has %v", seed, step, fd.Name(), ours.Get(fd), theirs.Get(fd))
		}
		if od := fd.ContainingOneof(); od != nil && ours.WhichOneof(od) != theirs.WhichOneof(od) {
			t.Fatalf("seed %d, step %d: WhichOneof(%s)", seed, step, od.Name())
		}
	}
}

// act does one thing to a field.
func act(r *rand.Rand, m protoreflect.Message, fd protoreflect.FieldDescriptor, op, depth int) {
	switch {
	case op == 0:
		m.Clear(fd)
	case fd.IsMap():
		entries := m.Mutable(fd).Map()
		if op == 1 {
			entries = m.NewField(fd).Map()
			defer func() { m.Set(fd, protoreflect.ValueOfMap(entries)) }()
		}
		key := single(r, nil, fd.MapKey(), depth).MapKey()
		switch {
		case op == 2:
			entries.Clear(key)
			return
		case op > 3 && fd.MapValue().Message() != nil:
			fill(r, entries.Mutable(key).Message(), depth)
			return
		}
		entries.Set(key, single(r, entries.NewValue, fd.MapValue(), depth))
	case fd.IsList():
		l := m.Mutable(fd).List()
		if op == 1 {
			l = m.NewField(fd).List()
			defer func() { m.Set(fd, protoreflect.ValueOfList(l)) }()
		}
		switch {
		case op == 2 && l.Len() > 0:
			l.Truncate(r.IntN(l.Len()))
		case op == 3 && l.Len() > 0:
			l.Set(r.IntN(l.Len()), single(r, l.NewElement, fd, depth))
		case op == 4 && fd.Message() != nil:
			fill(r, l.AppendMutable().Message(), depth)
		default:
			l.Append(single(r, l.NewElement, fd, depth))
		}
	case fd.Message() != nil && op < 5:
		fill(r, m.Mutable(fd).Message(), depth)
	default:
		m.Set(fd, single(r, func() protoreflect.Value { return m.NewField(fd) }, fd, depth))
	}
}

// single returns a value for a field, an element, a key or a map's value; fresh makes a message.
func single(r *rand.Rand, fresh func() protoreflect.Value, fd protoreflect.FieldDescriptor, depth int) protoreflect.Value {
	n := 1 + r.IntN(9)
	switch fd.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(true)
	case protoreflect.StringKind:
		return protoreflect.ValueOfString("abcdefghij"[:n])
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte("abcdefghij"[:n]))
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(protoreflect.EnumNumber(n))
	case protoreflect.FloatKind:
		return protoreflect.ValueOfFloat32(float32(n))
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(float64(n))
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return protoreflect.ValueOfInt32(int32(n))
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		return protoreflect.ValueOfInt64(int64(n))
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return protoreflect.ValueOfUint32(uint32(n))
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return protoreflect.ValueOfUint64(uint64(n))
	}
	v := fresh()
	fill(r, v.Message(), depth)
	return v
}

// fill sets something in a message, so that it does not encode to nothing.
func fill(r *rand.Rand, m protoreflect.Message, depth int) {
	fields := m.Descriptor().Fields()
	first := fields.ByNumber(1)
	switch {
	case first.Cardinality() != protoreflect.Repeated && first.Message() == nil:
		m.Set(first, single(r, nil, first, 0))
	case depth > 0:
		act(r, m, first, 5, depth-1)
	}
	if depth > 0 {
		act(r, m, fields.Get(r.IntN(fields.Len())), 3+r.IntN(3), depth-1)
	}
}

// A nil message, and the lists, maps and messages of what is not set, are there to be read and cannot be changed.
func TestReadOnly(t *testing.T) {
	r := new(All).ProtoReflect()
	fields := r.Descriptor().Fields()
	number := protoreflect.ValueOfInt64(1)
	for name, change := range map[string]func(){
		"Set on nil":       func() { (*All)(nil).ProtoReflect().Set(fields.ByName("int64"), number) },
		"Clear on nil":     func() { (*All)(nil).ProtoReflect().Clear(fields.ByName("int64")) },
		"Mutable on nil":   func() { (*All)(nil).ProtoReflect().Mutable(fields.ByName("value")) },
		"merging into nil": func() { proto.Merge((*All)(nil), &All{Int64: 1}) },
		"Append":           func() { r.Get(fields.ByName("int64s")).List().Append(number) },
		"AppendMutable":    func() { r.Get(fields.ByName("values")).List().AppendMutable() },
		"Truncate":         func() { r.Get(fields.ByName("int64s")).List().Truncate(0) },
		"a map": func() {
			r.Get(fields.ByName("by_string")).Map().Set(protoreflect.ValueOfString("").MapKey(), protoreflect.ValueOfString(""))
		},
		"a message": func() {
			leaf := r.Get(fields.ByName("value")).Message()
			leaf.Set(leaf.Descriptor().Fields().ByName("n"), number)
		},
		"a time": func() {
			at := r.Get(fields.ByName("at")).Message()
			at.Set(at.Descriptor().Fields().ByName("seconds"), number)
		},
		"a read-only list":     func() { r.Set(fields.ByName("int64s"), r.Get(fields.ByName("int64s"))) },
		"a nil message":        func() { r.Set(fields.ByName("value"), r.Get(fields.ByName("value"))) },
		"a message of another": func() { r.Set(fields.ByName("value"), protoreflect.ValueOfMessage(r)) },
		"another kind":         func() { r.Set(fields.ByName("string"), number) },
		"a field of another":   func() { r.Get((*Leaf)(nil).ProtoReflect().Descriptor().Fields().Get(0)) },
		"Mutable in a map of scalars": func() {
			r.Mutable(fields.ByName("by_string")).Map().Mutable(protoreflect.ValueOfString("").MapKey())
		},
		"Mutable of a scalar":      func() { r.Mutable(fields.ByName("int64")) },
		"AppendMutable of scalars": func() { r.Mutable(fields.ByName("int64s")).List().AppendMutable() },
		"an index out of range":    func() { r.Get(fields.ByName("int64s")).List().Get(0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("changing %s does not panic", name)
				}
			}()
			change()
		}()
	}
	if proto.Size(r.Interface()) != 0 {
		t.Errorf("the message was changed to %v", r.Interface())
	}
}

// Range may change the message that it visits.
func TestRangeWhileChanging(t *testing.T) {
	m := randomAll(rand.New(rand.NewPCG(3, 3)))
	r := m.ProtoReflect()
	r.Range(func(fd protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
		r.Clear(fd)
		return true
	})
	if proto.Size(m) != 0 {
		t.Errorf("left: %v", m)
	}
}

// A slice that was truncated shows nothing of what it had when it grows again.
func TestGrowAfterTruncate(t *testing.T) {
	m := &All{Values: []Leaf{{Text: "old"}}, ByValue: map[string]Leaf{"k": {N: 1}}}
	fields := m.ProtoReflect().Descriptor().Fields()
	l := m.ProtoReflect().Mutable(fields.ByName("values")).List()
	l.Truncate(0)
	l.AppendMutable()
	if m.Values[0].Text != "" {
		t.Errorf("an old element came back: %+v", m.Values)
	}
	entries := m.ProtoReflect().Mutable(fields.ByName("by_value")).Map()
	key := protoreflect.ValueOfString("k").MapKey()
	leaf := entries.Get(key).Message()
	leaf.Set(leaf.Descriptor().Fields().ByName("n"), protoreflect.ValueOfInt64(2))
	entries.Set(key, protoreflect.ValueOfMessage(leaf))
	if m.ByValue["k"].N != 2 {
		t.Errorf("what was set is not there: %+v", m.ByValue)
	}
}

// Looking at a message costs no memory but what a list, a map or a time needs to be shown.
func TestReadingAllocates(t *testing.T) {
	m := randomAll(rand.New(rand.NewPCG(2, 8)))
	m.Pointer, m.OptString = &All{}, new(Name)
	r := m.ProtoReflect()
	fields := r.Descriptor().Fields()
	for i := range fields.Len() {
		fd := fields.Get(i)
		if n := testing.AllocsPerRun(10, func() { r.Has(fd) }); n > 0 {
			t.Errorf("Has(%s) allocates %v times", fd.Name(), n)
		}
		allowed := 0.0
		if fd.IsList() || fd.IsMap() || fd.Message() != nil && fd.Message().ParentFile().Package() == "google.protobuf" {
			allowed = 1
		}
		if n := testing.AllocsPerRun(10, func() { r.Get(fd) }); n > allowed {
			t.Errorf("Get(%s) allocates %v times", fd.Name(), n)
		}
	}
}
