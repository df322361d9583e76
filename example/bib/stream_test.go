package bib_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"iter"
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/example/bib"
)

// picture returns a PNG of about n bytes: noise cannot be compressed.
func picture(t *testing.T, n int) []byte {
	t.Helper()
	noise := image.NewGray(image.Rect(0, 0, 100, n/100))
	random := rand.New(rand.NewPCG(1, uint64(n)))
	for i := range noise.Pix {
		noise.Pix[i] = byte(random.Uint32())
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, noise))
	return b.Bytes()
}

// upload cuts data into chunks, the first of which names the file.
func upload(book uuid.UUID, name string, data []byte) iter.Seq2[*bib.FileChunk, error] {
	return func(yield func(*bib.FileChunk, error) bool) {
		first := &bib.FileChunk{BookID: book, Filename: name}
		for r := bytes.NewBuffer(data); ; first = new(bib.FileChunk) {
			first.Data = bytes.Clone(r.Next(100 << 10))
			if !yield(first, nil) || r.Len() == 0 {
				return
			}
		}
	}
}

func (l *library) download(ctx context.Context, book uuid.UUID) (all []byte, err error) {
	for data, err := range l.books.DownloadImage(ctx, book) {
		if err != nil {
			return nil, err
		}
		all = append(all, data...)
	}
	return all, nil
}

func TestUpload(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		book, err := l.books.Create(t.Context(), l.shelf(t).book("The Lathe of Heaven"))
		must(t, err)
		_, err = l.download(t.Context(), book.ID)
		fails(t, err, codes.NotFound, "book "+book.ID.String()+" has no image")
		for _, size := range []int{1 << 10, 1 << 20, 300 << 10} { // each in place of the one before
			cover := picture(t, size)
			got, err := l.books.UpdateImage(t.Context(), upload(book.ID, "cover.png", cover))
			must(t, err)
			if !got.Success || got.Size != int64(len(cover)) {
				t.Errorf("the upload of %d bytes ended with %+v", len(cover), got)
			}
			back, err := l.download(t.Context(), book.ID)
			must(t, err)
			if !bytes.Equal(back, cover) {
				t.Errorf("%d bytes came back as %d others", len(cover), len(back))
			}
		}
		must(t, l.books.Destroy(t.Context(), book.ID)) // its image goes with it
		_, err = l.download(t.Context(), book.ID)
		fails(t, err, codes.NotFound, "book "+book.ID.String()+" has no image")
	})
}

func TestUploadRefused(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		book, err := l.books.Create(t.Context(), l.shelf(t).book("The Lathe of Heaven"))
		must(t, err)
		other, cover := uuid.New(), picture(t, 1<<10)
		two := func(yield func(*bib.FileChunk, error) bool) {
			_ = yield(&bib.FileChunk{BookID: book.ID, Filename: "a.png", Data: cover}, nil) &&
				yield(&bib.FileChunk{BookID: other, Filename: "b.png", Data: cover}, nil)
		}
		nothing := func(func(*bib.FileChunk, error) bool) {}
		for _, test := range []struct {
			chunks iter.Seq2[*bib.FileChunk, error]
			code   codes.Code
			text   string
		}{
			{upload(other, "cover.png", cover), codes.NotFound, "Book " + other.String() + " not found"},
			{upload(book.ID, "", cover), codes.InvalidArgument, "filename: this is required"},
			{upload(book.ID, "../cover.png", cover), codes.InvalidArgument, "filename: it names a folder"},
			{upload(book.ID, "cover.png", []byte("hello")), codes.InvalidArgument, "cover.png is no image but text/plain; charset=utf-8"},
			{upload(book.ID, "cover.png", nil), codes.InvalidArgument, "the upload has no data"},
			{nothing, codes.InvalidArgument, "the upload has no data"},
			{upload(book.ID, "big.png", picture(t, 5<<20)), codes.ResourceExhausted, "big.png is too large: an image may have 4194304 bytes"},
			{two, codes.InvalidArgument, "an upload is of one file and one book"},
		} {
			_, err := l.books.UpdateImage(t.Context(), test.chunks)
			fails(t, err, test.code, test.text)
		}
		broken := func(yield func(*bib.FileChunk, error) bool) {
			_ = yield(&bib.FileChunk{BookID: book.ID, Filename: "a.png", Data: cover}, nil) && yield(nil, errors.New("the disk is broken"))
		}
		if _, err = l.books.UpdateImage(t.Context(), broken); err == nil {
			t.Error("an upload that is broken off succeeds")
		}
		_, err = l.download(t.Context(), book.ID)
		fails(t, err, codes.NotFound, "book "+book.ID.String()+" has no image")
	})
}

// TestStreamBooksByIDList asks for the next list when it has the answer to the one before.
func TestStreamBooksByIDList(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		s := l.shelf(t)
		var keys []uuid.UUID
		for _, title := range []string{"a", "b", "c"} {
			book, err := l.books.Create(t.Context(), s.book(title))
			must(t, err)
			keys = append(keys, book.ID)
		}
		lists := [][]uuid.UUID{{keys[2], keys[0]}, {}, {keys[1], keys[1]}, {keys[0], uuid.Max}}
		answered := make(chan bool, 1)
		answered <- true
		ask := func(yield func([]uuid.UUID, error) bool) {
			for _, list := range lists {
				if len(list) > 0 {
					<-answered
				}
				if !yield(list, nil) {
					return
				}
			}
		}
		var got string
		var ended error
		for book, err := range l.books.StreamBooksByIDList(t.Context(), ask) {
			if ended = err; err != nil {
				break
			}
			if got += book.Title; len(got)%2 == 0 {
				answered <- true
			}
			if book.Publisher == nil || len(book.Authors) != 1 {
				t.Errorf("%s comes without what it refers to", book.Title)
			}
		}
		if got != "cabb" {
			t.Errorf("the books are %s, want cabb", got)
		}
		fails(t, ended, codes.NotFound, "Book "+uuid.Max.String()+" not found")
	})
}

// TestStream leaves a stream of more books than are in flight.
func TestStream(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		s := l.shelf(t)
		for range 30 {
			_, err := l.books.Create(t.Context(), s.book("a"))
			must(t, err)
		}
		n := 0
		for _, err := range l.books.Stream(t.Context(), &crud.StreamRequest[bib.Book]{OrderBy: []string{"-added_at"}}) {
			must(t, err)
			if n++; n == 3 {
				break
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for _, err := range l.books.Stream(ctx, &crud.StreamRequest[bib.Book]{}) {
			if n++; n == 5 {
				cancel()
			}
			if err != nil {
				if status.Code(err) != codes.Canceled {
					t.Errorf("a stream that is canceled ends with %v", err)
				}
				return
			}
		}
	})
}
