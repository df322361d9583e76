package bib

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
)

// JournalService keeps issues of journals. Everybody sees those that are published. Who has sent a token of a user sees
// the drafts of that user too, and changes what belongs to that user: authorization: Bearer TOKEN.
//
//grpc:service
type JournalService struct {
	crud.Service[Journal, uuid.UUID]
	crud.Streamer[Journal]
}

// Journal is an issue of a journal. There is one of each title, volume and issue.
type Journal struct {
	ID     uuid.UUID `grpc:"read_only,primary" gorm:"primaryKey;type:uuid"`
	Title  string    `grpc:"search,sort,filter=exact|icontains" gorm:"size:100;not null;uniqueIndex:journal_issue"`
	Volume int32     `grpc:"sort,filter=exact|range" gorm:"not null;uniqueIndex:journal_issue"`
	Issue  int32     `grpc:"sort,filter=exact|range" gorm:"not null;uniqueIndex:journal_issue"`
	ISSN   *string   `grpc:"filter=exact|null" gorm:"size:9"`
	// Not there as long as it is a draft.
	PublishedAt *time.Time `grpc:"sort,filter=range|null"`
	// The name of the user that has added it.
	Owner string `grpc:"read_only,filter=exact" gorm:"size:100;not null"`

	PublisherID uuid.UUID   `grpc:"filter=exact|in" gorm:"type:uuid;not null;index"`
	Publisher   *Publisher  `grpc:"read_only"`
	AuthorIDs   []uuid.UUID `grpc:"keys=Authors" gorm:"-"`
	Authors     []*Author   `grpc:"read_only" gorm:"many2many:journal_authors"`
}

// Validate says what is wrong with a journal.
func (j *Journal) Validate() error {
	invalid := &crud.InvalidError{}
	checkText(invalid, "title", j.Title, true)
	if j.Volume < 0 || j.Issue < 0 {
		invalid.Add("", "volume and issue cannot be negative")
	}
	return invalid.Err()
}

func newJournalService(store crud.Store[Journal, uuid.UUID], users map[string]string) (*JournalService, error) {
	model, err := crud.New(crud.Config[Journal, uuid.UUID]{
		Store: store,
		Scope: func(ctx context.Context, action crud.Action, q *crud.Query) error {
			user, err := userOf(ctx, users)
			switch {
			case err != nil:
				return err
			case !action.Safe() && user == "":
				return errNobody
			case !action.Safe():
				return q.And(crud.Cond("owner", crud.Exact, user))
			}
			return q.And(crud.Or(crud.Cond("published_at", crud.Null, false), crud.Cond("owner", crud.Exact, user)))
		},
		BeforeCreate: func(ctx context.Context, j *Journal) (err error) {
			if j.Owner, err = userOf(ctx, users); err != nil {
				return err
			}
			if j.Owner == "" {
				return errNobody
			}
			return setKey(&j.ID)
		},
		DefaultOrder: []string{"title", "volume", "issue"},
	})
	return &JournalService{crud.NewService(model), crud.NewStreamer(model)}, err
}

var errNobody = status.Error(codes.Unauthenticated, "only users change journals: send a token, authorization: Bearer TOKEN")

// userOf returns the user whose token came with a call, or "" if none came.
func userOf(ctx context.Context, users map[string]string) (string, error) {
	sent := metadata.ValueFromIncomingContext(ctx, "authorization")
	if len(sent) == 0 {
		return "", nil
	}
	if token, ok := strings.CutPrefix(sent[0], "Bearer "); ok && users[token] != "" {
		return users[token], nil
	}
	return "", status.Error(codes.Unauthenticated, "the token in authorization is none of a user")
}
