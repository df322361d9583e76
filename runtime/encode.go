package runtime

import (
	"errors"
	"fmt"
	goruntime "runtime"
	"runtime/debug"
	"strings"
	"sync"

	"google.golang.org/grpc/mem"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// A message can be written into memory of its exact size, which has to be measured first, or into the end of memory
// that is large enough: it is written backwards, so that only the end tells its size. The second is a third faster. How
// large is enough, the messages of a type tell one another; one that is larger than expected is measured after all.

// expected returns how much memory to provide for the next message, and 0 if nothing is known.
func (m *core) expected() int { return int(m.usual.Load()) }

// learn notes the size of a message. What is expected grows at once and shrinks slowly.
func (m *core) learn(size int) {
	usual := int(m.usual.Load())
	switch need := size + size/8 + 64; {
	case need > usual:
		m.usual.Store(int64(need))
	case need < usual/2:
		m.usual.Store(int64(usual - usual/8))
	}
}

// checkEncodable returns what keeps p from being encoded before it is looked at.
func (m *core) checkEncodable(p *byte) error {
	if err := m.checkDepth(p); err != nil {
		return err
	}
	return m.refused(p)
}

// The panics of encoding become errors. To recover takes longer than to see that there is nothing to recover from.

// measure returns the exact size of p.
func (m *core) measure(p *byte) (size int, err error) {
	done := false
	defer func() {
		if !done {
			err = m.encodingError(p, recover())
		}
	}()
	size = m.codec.Size(p)
	done = true
	return size, nil
}

// putExact writes p into all of b.
func (m *core) putExact(b []byte, p *byte) (err error) {
	done := false
	defer func() {
		if !done {
			err = m.encodingError(p, recover())
		}
	}()
	start := m.codec.Put(b, len(b), p)
	if done = true; start != 0 {
		return m.changed()
	}
	return nil
}

// putEnd writes p to the end of b and returns where it starts. It reports false if b is too small.
func (m *core) putEnd(b []byte, p *byte) (start int, fits bool, err error) {
	defer func() {
		if !fits {
			v := recover()
			if e, ok := v.(goruntime.Error); !ok || isNilDereference(e) {
				err = m.encodingError(p, v)
			}
		}
	}()
	start = m.codec.Put(b, len(b), p)
	return start, true, nil
}

// isNilDereference tells a failure that no larger buffer mends.
func isNilDereference(e goruntime.Error) bool {
	_, memory := e.(interface{ Addr() uintptr })
	return memory || e.Error() == "runtime error: invalid memory address or nil pointer dereference"
}

// scratch is memory for messages that are copied into a slice of their size afterwards.
var scratch = sync.Pool{New: func() any { b := make([]byte, scratchSize); return &b }}

const (
	scratchSize = 256 << 10
	scratchFrom = 128 // smaller messages are measured as fast as they are copied
)

// fresh returns the encoding of p in a slice of its own.
func (m *core) fresh(p *byte) ([]byte, error) {
	if usual := m.expected(); usual > scratchFrom && usual < scratchSize {
		return m.copied(p)
	}
	return m.exact(p)
}

// copied is fresh by way of scratch memory.
func (m *core) copied(p *byte) ([]byte, error) {
	buf := scratch.Get().(*[]byte)
	defer scratch.Put(buf)
	start, fits, err := m.putEnd(*buf, p)
	if err != nil {
		return nil, err
	}
	if !fits {
		return m.exact(p)
	}
	b := (*buf)[start:]
	m.learn(len(b))
	return append([]byte(nil), b...), nil
}

// exact is fresh by measuring p first.
func (m *core) exact(p *byte) (b []byte, err error) {
	done := false
	defer func() {
		if !done {
			err = m.encodingError(p, recover())
		}
	}()
	b = make([]byte, m.codec.Size(p))
	start := m.codec.Put(b, len(b), p)
	if done = true; start != 0 {
		return nil, m.changed()
	}
	m.learn(len(b))
	return b, nil
}

// pooled returns the encoding of p in a buffer of the pool if it is large, and in memory of its own if not.
func (m *core) pooled(p *byte, pool mem.BufferPool) (mem.BufferSlice, error) {
	if p == nil {
		return nil, nil
	}
	if err := m.checkEncodable(p); err != nil {
		return nil, err
	}
	size, err := m.expected(), error(nil)
	if size == 0 {
		if size, err = m.measure(p); err != nil {
			return nil, err
		}
		m.learn(size)
	}
	if mem.IsBelowBufferPoolingThreshold(size) {
		b, err := m.fresh(p)
		if err != nil {
			return nil, err
		}
		return mem.BufferSlice{mem.SliceBuffer(b)}, nil
	}
	start, buf, err := m.putPooled(p, pool, size)
	if err != nil {
		return nil, err
	}
	m.learn(len(*buf) - start)
	if b := (*buf)[start:]; mem.IsBelowBufferPoolingThreshold(len(b)) {
		b = append([]byte(nil), b...)
		pool.Put(buf)
		return mem.BufferSlice{mem.SliceBuffer(b)}, nil
	}
	unused, message := mem.SplitUnsafe(mem.NewBuffer(buf, pool), start)
	unused.Free()
	return mem.BufferSlice{message}, nil
}

// putPooled writes p to the end of a buffer of the pool: one of size bytes, or else one that fits.
func (m *core) putPooled(p *byte, pool mem.BufferPool, size int) (int, *[]byte, error) {
	buf := pool.Get(size)
	*buf = (*buf)[:cap(*buf)]
	start, fits, err := m.putEnd(*buf, p)
	if fits {
		return start, buf, nil
	}
	pool.Put(buf)
	if err != nil {
		return 0, nil, err
	}
	if size, err = m.measure(p); err != nil {
		return 0, nil, err
	}
	buf = pool.Get(size)
	if err := m.putExact((*buf)[:size], p); err != nil {
		pool.Put(buf)
		return 0, nil, err
	}
	*buf = (*buf)[:size]
	return 0, buf, nil
}

// changed reports a message that grew or shrank while it was written.
func (m *core) changed() error {
	return fmt.Errorf("grpcgen: %s changed while it was encoded", m.descriptor().FullName())
}

// encodingError returns the error that a panic of encoding stands for: a value that proto cannot express, or an index
// out of range, which is a message that another goroutine changed between measuring and writing it. What else panics is
// not in our hands, and grpc-go encodes answers where nothing recovers.
func (m *core) encodingError(p *byte, v any) error {
	if v == nil {
		return nil // runtime.Goexit, which goes on
	}
	var bounds goruntime.Error
	var encode *wire.EncodeError
	if err, ok := v.(error); ok {
		switch {
		case errors.As(err, &encode):
			err := fmt.Errorf("grpcgen: %s%s cannot be encoded: %w", m.descriptor().FullName(), m.culprit(p, culpritLevels), encode)
			logPanic(err, encode.Panic)
			return err
		case errors.As(err, &bounds):
			return fmt.Errorf("%w: %w", m.changed(), bounds)
		}
	}
	err := fmt.Errorf("grpcgen: %s%s cannot be encoded: panic in encoding", m.descriptor().FullName(), m.culprit(p, culpritLevels))
	logPanic(err, &wire.PanicError{Method: "encoding", Value: v, Stack: debug.Stack()})
	return err
}

// mustMarshal ends a Size of a message that cannot be measured: by a panic, since it has no error to return. But those who
// ask for the size in order to marshal, as proto.Marshal and grpc-go's codec do, get the error from that.
func mustMarshal(err error) {
	callers := make([]uintptr, 8)
	frames := goruntime.CallersFrames(callers[:goruntime.Callers(3, callers)])
	for more := true; more; {
		var f goruntime.Frame
		f, more = frames.Next()
		name := f.Function[strings.LastIndexByte(f.Function, '.')+1:]
		if strings.HasPrefix(name, "Marshal") || strings.HasPrefix(name, "marshal") {
			return
		}
		if !strings.HasPrefix(f.Function, "google.golang.org/protobuf/proto.") {
			break
		}
	}
	panic(err.Error())
}
