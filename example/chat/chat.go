// Package chat implements the contract of package chatapi: rooms in memory, where what one says reaches the others.
package chat

import (
	"context"
	"fmt"
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
	if err := grpc.SetHeader(ctx, metadata.Pairs("room", name)); err != nil {
		return nil, err
	}
	return room, grpc.SetTrailer(ctx, metadata.Pairs("lines", strconv.Itoa(room.Lines)))
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
func (r *Rooms) History(_ context.Context, name string) iter.Seq2[*chatapi.Line, error] {
	r.mu.Lock()
	lines := r.lines[name]
	r.mu.Unlock()
	return func(yield func(*chatapi.Line, error) bool) {
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

// Talk implements chatapi.Chat. It listens on a goroutine of its own, so that it can answer at any time.
func (r *Rooms) Talk(ctx context.Context, said iter.Seq2[*chatapi.Line, error]) iter.Seq2[*chatapi.Line, error] {
	return func(yield func(*chatapi.Line, error) bool) {
		ctx, cancel := context.WithCancelCause(ctx)
		me := r.listen()
		var hearing sync.WaitGroup
		hearing.Go(func() { cancel(r.hear(me, said)) })
		defer hearing.Wait()
		defer r.leave(me)
		for {
			select {
			case line := <-me.heard:
				if !yield(line, nil) {
					return
				}
			case <-ctx.Done():
				if err := context.Cause(ctx); err != errGoodbye {
					yield(nil, err)
				}
				return
			}
		}
	}
}

// errGoodbye says that a client has said all it had to say.
var errGoodbye = fmt.Errorf("goodbye")

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
	return errGoodbye
}

// say adds a line that everybody in its room hears.
func (r *Rooms) say(line *chatapi.Line) error { return r.tell(line, nil) }

// tell adds a line; everybody in its room hears it but the one who said it.
func (r *Rooms) tell(line *chatapi.Line, by *listener) error {
	if line.Author == "" {
		return fmt.Errorf("a line needs an author")
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

func (r *Rooms) listen() *listener {
	l := &listener{rooms: map[string]bool{}, heard: make(chan *chatapi.Line, 100)}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.listeners[l] = true
	return l
}

func (r *Rooms) leave(l *listener) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.listeners, l)
}

// listener is somebody who talks, and the rooms that they are in.
type listener struct {
	mu    sync.Mutex
	rooms map[string]bool
	heard chan *chatapi.Line
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
