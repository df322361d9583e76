package accounts_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/libtnb/sqlite"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/dynamicpb"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/gormstore"
	"github.com/grpcgen/grpcgen/example/bib/internal/accounts"
)

func open(t *testing.T) *gorm.DB {
	t.Helper()
	db, err := gorm.Open(sqlite.Open(filepath.Join(t.TempDir(), "accounts.db")), &gorm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.AutoMigrate(&accounts.User{}, &accounts.Note{}); err != nil {
		t.Fatal(err)
	}
	return db
}

func modelOf[M, K any](t *testing.T, db *gorm.DB) *crud.Model[M, K] {
	t.Helper()
	store, err := gormstore.New[M, K](db)
	if err != nil {
		t.Fatal(err)
	}
	return crud.Must(crud.New(crud.Config[M, K]{Store: store}))
}

func serveUsers(t *testing.T) (*gorm.DB, grpc.ClientConnInterface) {
	t.Helper()
	db := open(t)
	service := &accounts.UserService{Service: crud.NewService(modelOf[accounts.User, uint](t, db))}
	return db, grpcgen.Local(func(s grpc.ServiceRegistrar) { accounts.RegisterUserServiceServer(s, service) })
}

// TestTimesAreGORMs writes a row in every way: its times are those that GORM sets.
func TestTimesAreGORMs(t *testing.T) {
	db, conn := serveUsers(t)
	client := accounts.NewUserServiceClient(conn)
	forged := time.Unix(0, 0)
	user := &accounts.User{Name: "a", Password: "p"}
	user.CreatedAt, user.UpdatedAt = forged, forged
	user.DeletedAt = gorm.DeletedAt{Time: forged, Valid: true}
	user, err := client.Create(t.Context(), user)
	if err != nil {
		t.Fatal(err)
	}
	created := user.CreatedAt
	if time.Since(created) > time.Hour || time.Since(user.UpdatedAt) > time.Hour || user.DeletedAt.Valid || user.ID == 0 || user.Password != "" {
		t.Fatalf("created %+v", user)
	}

	changed := &accounts.User{Name: "b", Password: "q"}
	changed.ID = user.ID
	changed.DeletedAt = gorm.DeletedAt{Time: forged, Valid: true}
	if changed, err = client.Update(t.Context(), changed); err != nil || changed.Name != "b" || !changed.CreatedAt.Equal(created) {
		t.Fatalf("updated %+v, %v", changed, err)
	}
	for _, field := range []string{"created_at", "updated_at", "deleted_at"} {
		if _, err := client.PartialUpdate(t.Context(), changed, []string{field}); status.Code(err) != codes.InvalidArgument {
			t.Errorf("PartialUpdate of %s: %v", field, err)
		}
	}
	var stored accounts.User
	if err := db.First(&stored, user.ID).Error; err != nil || !stored.CreatedAt.Equal(created) || stored.DeletedAt.Valid || stored.Password != "q" {
		t.Errorf("stored %+v, %v", stored, err)
	}

	if err := client.Destroy(t.Context(), user.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Retrieve(t.Context(), user.ID); status.Code(err) != codes.NotFound {
		t.Errorf("Retrieve after Destroy: %v", err)
	}
	if err := db.Unscoped().First(&stored, user.ID).Error; err != nil || !stored.DeletedAt.Valid {
		t.Errorf("the row is not there any more: %+v, %v", stored, err)
	}
}

// TestForgedBytes sends what the message of requests does not have.
func TestForgedBytes(t *testing.T) {
	db, conn := serveUsers(t)
	desc, err := descriptor()
	if err != nil {
		t.Fatal(err)
	}
	in := dynamicpb.NewMessage(desc)
	err = protojson.Unmarshal([]byte(`{"user": {"name": "a", "deletedAt": "1970-01-01T00:00:00Z", "createdAt": "1970-01-01T00:00:00Z"}}`), in)
	if err != nil {
		t.Fatal(err)
	}
	out := dynamicpb.NewMessage(desc)
	if err := conn.Invoke(t.Context(), accounts.UserService_Create_FullMethodName, in, out); err != nil {
		t.Fatal(err)
	}
	var stored accounts.User
	if err := db.First(&stored).Error; err != nil || time.Since(stored.CreatedAt) > time.Hour || stored.DeletedAt.Valid {
		t.Errorf("stored %+v, %v", stored, err)
	}
}

// TestWritable lets a client say when a row was made, and not when it was changed.
func TestWritable(t *testing.T) {
	service := &accounts.NoteService{Service: crud.NewService(modelOf[accounts.Note, int64](t, open(t)))}
	client := accounts.NewNoteServiceClient(grpcgen.Local(func(s grpc.ServiceRegistrar) { accounts.RegisterNoteServiceServer(s, service) }))
	at := time.Unix(1700000000, 0).UTC()
	note, err := client.Create(t.Context(), &accounts.Note{CreatedAt: at, Text: "a", Revised: 1})
	if err != nil || !note.CreatedAt.Equal(at) || note.Revised <= 1 {
		t.Fatalf("created %+v, %v", note, err)
	}
	note, err = client.PartialUpdate(t.Context(), &accounts.Note{ID: note.ID, CreatedAt: at.Add(time.Hour)}, []string{"created_at"})
	if err != nil || !note.CreatedAt.Equal(at.Add(time.Hour)) {
		t.Errorf("updated %+v, %v", note, err)
	}
}
