// Package chat implements the contract of package chatapi: rooms in memory, where what one says reaches the others.
package chat

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/example/chat/chatapi"
)

// Rooms keeps the lines of every room. It implements chatapi.Chat and is safe for concurrent use.
type Rooms struct {
	mu        sync.Mutex
	lines     map[string][]*chatapi.Line
	listeners map[*listener]bool
}

// NewRooms returns rooms in which nothing has been said.
func NewRooms() *Rooms {
	return &Rooms{lines: map[string][]*chatapi.Line{}, listeners: map[*listener]bool{}}
}

var _ chatapi.Chat = (*Rooms)(nil)

// Describe implements chatapi.Chat.
func (r *Rooms) Describe(ctx context.Context, name string) (*chatapi.Room, error) {
	room, err := r.describe(name)
	if err != nil {
		return nil, err
	}
	return room, announce(ctx, name, room.Lines)
}

// announce sets the header and the trailer of a call about one room.
func announce(ctx context.Context, room string, lines int) error {
	if err := grpc.SetHeader(ctx, metadata.Pairs("room", room)); err != nil {
		return err
	}
	return grpc.SetTrailer(ctx, metadata.Pairs("lines", strconv.Itoa(lines)))
}

func (r *Rooms) describe(name string) (*chatapi.Room, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	lines := r.lines[name]
	if len(lines) == 0 {
		return nil, status.Errorf(codes.NotFound, "nothing was ever said in %q", name)
	}
	room := &chatapi.Room{Name: name, Lines: len(lines), Authors: map[string]int{}, Latest: lines[len(lines)-1]}
	for _, line := range lines {
		room.Authors[line.Author]++
	}
	return room, nil
}

// History implements chatapi.Chat.
func (r *Rooms) History(ctx context.Context, name string) iter.Seq2[*chatapi.Line, error] {
	r.mu.Lock()
	lines := r.lines[name]
	r.mu.Unlock()
	return func(yield func(*chatapi.Line, error) bool) {
		if err := announce(ctx, name, len(lines)); err != nil {
			yield(nil, err)
			return
		}
		for _, line := range lines {
			if !yield(line, nil) {
				return
			}
		}
	}
}

// Import implements chatapi.Chat.
func (r *Rooms) Import(_ context.Context, lines iter.Seq2[*chatapi.Line, error]) (added int, err error) {
	for line, err := range lines {
		if err != nil {
			return added, err
		}
		if err := r.say(line); err != nil {
			return added, status.Errorf(codes.InvalidArgument, "line %d: %v", added+1, err)
		}
		added++
	}
	return added, nil
}

// Talk implements chatapi.Chat. It reads on a goroutine of its own, so that it can answer at any time; that ends with
// what is said, at the latest when the call does.
func (r *Rooms) Talk(_ context.Context, said iter.Seq2[*chatapi.Line, error]) iter.Seq2[*chatapi.Line, error] {
	return func(yield func(*chatapi.Line, error) bool) {
		me := r.join()
		var err error
		go func() {
			defer r.leave(me)
			err = r.hear(me, said)
		}()
		for line := range me.heard {
			if !yield(line, nil) {
				return
			}
		}
		if err != nil { // set before heard was closed
			yield(nil, err)
		}
	}
}

// hear adds what a client says until it ends.
func (r *Rooms) hear(me *listener, said iter.Seq2[*chatapi.Line, error]) error {
	for line, err := range said {
		if err != nil {
			return err
		}
		me.enter(line.Room)
		if err := r.tell(line, me); err != nil {
			return status.Error(codes.InvalidArgument, err.Error())
		}
	}
	return nil
}

// say adds a line that everybody in its room hears.
func (r *Rooms) say(line *chatapi.Line) error { return r.tell(line, nil) }

// errNoAuthor refuses a line that nobody said.
var errNoAuthor = errors.New("a line needs an author")

// tell adds a line; everybody in its room hears it but the one who said it.
func (r *Rooms) tell(line *chatapi.Line, by *listener) error {
	if line.Author == "" {
		return errNoAuthor
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines[line.Room] = append(r.lines[line.Room], line)
	for l := range r.listeners {
		if l != by {
			l.hear(line)
		}
	}
	return nil
}

func (r *Rooms) join() *listener {
	l := &listener{rooms: map[string]bool{}, heard: make(chan *chatapi.Line, 100)}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.listeners[l] = true
	return l
}

// leave ends what l hears. Lines that it has heard already remain to be read.
func (r *Rooms) leave(l *listener) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.listeners, l)
	close(l.heard)
}

// listener is somebody who talks, and the rooms that they are in.
type listener struct {
	mu    sync.Mutex
	rooms map[string]bool
	heard chan *chatapi.Line // sent to under the lock of Rooms
}

func (l *listener) enter(room string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rooms[room] = true
}

// hear passes a line on; one who does not keep up misses lines rather than holding up the others.
func (l *listener) hear(line *chatapi.Line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rooms[line.Room] {
		select {
		case l.heard <- line:
		default:
		}
	}
}
