package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"iter"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/grpcgen/grpcgen/example/bib"
)

// upload sends the image of a book in small parts, and reads it back.
func (r *reader) upload(ctx context.Context, shelf []*bib.Book) error {
	cover, err := draw()
	if err != nil {
		return err
	}
	uploaded, err := r.books.UpdateImage(ctx, chunks(shelf[0].ID, "cover.png", cover))
	if err != nil {
		return err
	}
	r.say("\nuploaded %d bytes", uploaded.Size)
	var back []byte
	for data, err := range r.books.DownloadImage(ctx, shelf[0].ID) {
		if err != nil {
			return err
		}
		back = append(back, data...)
	}
	r.say("downloaded %d bytes, the same: %t", len(back), bytes.Equal(back, cover))
	return nil
}

// draw makes a cover.
func draw() ([]byte, error) {
	cover := image.NewGray(image.Rect(0, 0, 200, 300))
	for x := range 200 {
		for y := range 300 {
			cover.SetGray(x, y, color.Gray{Y: uint8(x * y)})
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, cover)
	return b.Bytes(), err
}

// chunks cuts a file into the messages of an upload.
func chunks(book uuid.UUID, name string, data []byte) iter.Seq2[*bib.FileChunk, error] {
	return func(yield func(*bib.FileChunk, error) bool) {
		for r := bytes.NewBuffer(data); r.Len() > 0; name = "" {
			if !yield(&bib.FileChunk{BookID: book, Filename: name, Data: r.Next(1 << 10)}, nil) {
				return
			}
		}
	}
}

// describe is a book in one line.
func describe(b *bib.Book) string {
	var names []string
	for _, author := range b.Authors {
		names = append(names, author.LastName)
	}
	return b.Title + " (" + strings.Join(names, ", ") + "; " + b.Publisher.Name + " " + b.PublicationDate.Format("2006") + "), " + b.Price.StringFixed(2)
}

func keys(books []*bib.Book) (keys []uuid.UUID) {
	for _, b := range books {
		keys = append(keys, b.ID)
	}
	return keys
}

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func ptr[T any](v T) *T { return &v }
