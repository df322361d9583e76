package gormstore
import (
 _ "github.com/libtnb/sqlite"
 _ "github.com/shopspring/decimal"
 _ "github.com/google/uuid"
 _ "go.uber.org/goleak"
 _ "gorm.io/driver/postgres"
 _ "github.com/jackc/pgx/v5"
)
