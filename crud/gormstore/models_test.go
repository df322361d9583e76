package gormstore

import (
	"database/sql"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

type mood int32

type color string

// thing has every kind of field.
type thing struct {
	ID     int32           `grpc:"filter=exact|in|range,sort" gorm:"primaryKey"`
	Name   string          `grpc:"filter=exact|iexact|contains|icontains|starts_with|istarts_with|ends_with|iends_with|in|range,sort,search" gorm:"not null"`
	Note   *string         `grpc:"filter=exact|iexact|contains|icontains|starts_with|istarts_with|ends_with|iends_with|in|range|null,sort,search"`
	Count  int64           `grpc:"filter=exact|in|range,sort" gorm:"not null"`
	Small  *uint16         `grpc:"filter=exact|in|range|null,sort"`
	Big    uint64          `grpc:"filter=exact|in|range,sort"`
	Ratio  float64         `grpc:"filter=exact|in|range,sort"`
	On     bool            `grpc:"filter=exact|in,sort"`
	Off    *bool           `grpc:"filter=exact|in|null,sort"`
	Mood   mood            `grpc:"filter=exact|in|range,sort"`
	Color  color           `grpc:"filter=exact|in,sort"`
	Price  decimal.Decimal `grpc:"filter=exact|in|range,sort" gorm:"type:numeric(12,2)"`
	At     time.Time       `grpc:"filter=exact|in|range,sort" gorm:"not null"`
	Seen   *time.Time      `grpc:"filter=exact|in|range|null,sort"`
	Day    time.Time       `grpc:"filter=exact|in|range,sort" gorm:"type:date"`
	Level  sql.Null[int64] `grpc:"filter=exact|in|range|null,sort"`
	Tag    uuid.UUID       `grpc:"filter=exact|in|range,sort" gorm:"type:uuid"`
	Body   []byte          `grpc:"filter=exact|in|range|null,sort"`
	Data   map[string]any  `gorm:"serializer:json"`
	Raw    json.RawMessage `gorm:"serializer:json"`
	Labels []string        `gorm:"serializer:json"`
}

// shelf is unique by two fields.
type shelf struct {
	ID   int64
	Hall string `gorm:"uniqueIndex:place;not null"`
	Row  int32  `gorm:"uniqueIndex:place;not null"`
	Size int32  `gorm:"check:size_positive,size > 0;not null"`
}

type publisher struct {
	ID    int64
	Name  string    `gorm:"not null"`
	Since time.Time `grpc:"read_only"`
}

type author struct {
	ID   uuid.UUID `gorm:"primaryKey;type:uuid"`
	Name string    `gorm:"uniqueIndex;not null"`
}

type review struct {
	ID     int64
	BookID int64
	Text   string
	Book   *book `grpc:"read_only"`
}

type book struct {
	ID          int64       `grpc:"filter=exact|in,sort"`
	Title       string      `grpc:"filter=exact|contains,sort,search"`
	PublisherID int64       `grpc:"filter=exact"`
	Publisher   publisher   `grpc:"read_only"`
	Reviews     []review    `grpc:"read_only"`
	Authors     []*author   `grpc:"read_only" gorm:"many2many:book_authors"`
	AuthorIDs   []uuid.UUID `grpc:"keys=Authors" gorm:"-"`
}

func null[T any](v T) sql.Null[T] { return sql.Null[T]{V: v, Valid: true} }
