// The other peer a developer would pick: Go with net/http and pgx, from Debian's packages.
// SPDX-License-Identifier: MIT
//
// As in server.mjs: under /bare a plain SELECT by nobody in particular, under /same what the service does, sent as
// pgx sends a batch, in one round trip. PEER_* variables say where everything is.
package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt"
	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"
)

type date struct{ time.Time }

func (d date) MarshalJSON() ([]byte, error) { return []byte(d.Format(`"2006-01-02"`)), nil }

type contribution struct {
	ID                string     `json:"id"`
	Fund              string     `json:"fund"`
	Partner           string     `json:"partner"`
	FinancialYear     string     `json:"financial_year"`
	AmountPence       int64      `json:"amount_pence"`
	ReceivedOn        date       `json:"received_on"`
	ExternalReference string     `json:"external_reference"`
	Note              *string    `json:"note"`
	State             string     `json:"state"`
	CreatedAt         time.Time  `json:"created_at"`
	ConfirmedOn       *time.Time `json:"confirmed_on"`
	BankReference     *string    `json:"bank_reference"`
	ReversedBy        *string    `json:"reversed_by"`
	ReversedAt        *time.Time `json:"reversed_at"`
	ReversalReason    *string    `json:"reversal_reason"`
	Replaces          *string    `json:"replaces"`
	ReplacedBy        *string    `json:"replaced_by"`
	BookedIn          string     `json:"booked_in"`
	Version           int32      `json:"version"`
}

const columns = `id, fund, partner, financial_year, amount_pence, received_on, external_reference, note, state,
	created_at, confirmed_on, bank_reference, reversed_by, reversed_at, reversal_reason, replaces, replaced_by, booked_in,
	version`

func (c *contribution) fields(more ...interface{}) []interface{} {
	return append([]interface{}{&c.ID, &c.Fund, &c.Partner, &c.FinancialYear, &c.AmountPence, &c.ReceivedOn.Time,
		&c.ExternalReference, &c.Note, &c.State, &c.CreatedAt, &c.ConfirmedOn, &c.BankReference, &c.ReversedBy,
		&c.ReversedAt, &c.ReversalReason, &c.Replaces, &c.ReplacedBy, &c.BookedIn, &c.Version}, more...)
}

type page struct {
	Items []contribution `json:"items"`
	Next  *string        `json:"next"`
}

func fail(writer http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	if err == pgx.ErrNoRows {
		status = http.StatusNotFound
	}
	http.Error(writer, err.Error(), status)
}

func send(writer http.ResponseWriter, status int, value interface{}) {
	writer.Header().Set("Content-Type", "application/json")
	writer.WriteHeader(status)
	json.NewEncoder(writer).Encode(value)
}

func listed(items []contribution, limit int) page {
	if len(items) <= limit {
		return page{items, nil}
	}
	next := fmt.Sprintf("/v1/contributions?limit=%d&after=%s", limit, items[limit-1].ID)
	return page{items[:limit], &next}
}

func collect(rows pgx.Rows, more ...interface{}) ([]contribution, error) {
	defer rows.Close()
	var items []contribution
	for rows.Next() {
		var item contribution
		if err := rows.Scan(item.fields(more...)...); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, rows.Err()
}

func pool(user, parameters string) *pgxpool.Pool {
	config, err := pgxpool.ParseConfig(fmt.Sprintf("host=%s dbname=%s user=%s pool_max_conns=%s %s",
		os.Getenv("PEER_SOCKET"), os.Getenv("PEER_DATABASE"), user, os.Getenv("PEER_POOL"), parameters))
	if err != nil {
		panic(err)
	}
	made, err := pgxpool.ConnectConfig(context.Background(), config)
	if err != nil {
		panic(err)
	}
	return made
}

// ---- Bare ------------------------------------------------------------------------------------------

func field(out *bufio.Writer, value interface{}) {
	var text string
	switch value := value.(type) {
	case *string:
		text = *value
	case **string:
		if *value != nil {
			text = **value
		}
	case *int64:
		text = strconv.FormatInt(*value, 10)
	case *int32:
		text = strconv.FormatInt(int64(*value), 10)
	case *time.Time:
		text = value.Format(time.RFC3339Nano)
	case **time.Time:
		if *value != nil {
			text = (*value).Format(time.RFC3339Nano)
		}
	}
	if strings.ContainsAny(text, "\",\r\n") {
		text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	out.WriteString(text)
}

func csv(writer http.ResponseWriter, rows pgx.Rows) {
	defer rows.Close()
	writer.Header().Set("Content-Type", "text/csv; charset=utf-8")
	out := bufio.NewWriterSize(writer, 65536)
	out.WriteString(strings.Join(strings.Fields(columns), "") + "\r\n")
	var item contribution
	fields := item.fields()
	for rows.Next() {
		if rows.Scan(fields...) != nil {
			panic(http.ErrAbortHandler)
		}
		for i, value := range fields {
			if i > 0 {
				out.WriteByte(',')
			}
			field(out, value)
		}
		out.WriteString("\r\n")
	}
	if rows.Err() != nil {
		panic(http.ErrAbortHandler)
	}
	out.Flush()
}

func bare(pool *pgxpool.Pool) {
	http.HandleFunc("/bare/v1/contributions/", func(writer http.ResponseWriter, request *http.Request) {
		var item contribution
		id := strings.TrimPrefix(request.URL.Path, "/bare/v1/contributions/")
		err := pool.QueryRow(request.Context(), "SELECT "+columns+" FROM safer.contribution WHERE id = $1", id).
			Scan(item.fields()...)
		if err != nil {
			fail(writer, err)
			return
		}
		send(writer, http.StatusOK, item)
	})
	http.HandleFunc("/bare/v1/contributions", func(writer http.ResponseWriter, request *http.Request) {
		query := request.URL.Query()
		if request.Header.Get("Accept") == "text/csv" {
			rows, err := pool.Query(request.Context(), "SELECT "+columns+` FROM safer.contribution
				WHERE $1 = '' OR financial_year = $1 ORDER BY id`, query.Get("financial_year"))
			if err != nil {
				fail(writer, err)
				return
			}
			csv(writer, rows)
			return
		}
		limit, _ := strconv.Atoi(query.Get("limit"))
		rows, err := pool.Query(request.Context(), "SELECT "+columns+" FROM safer.contribution ORDER BY id LIMIT $1", limit+1)
		if err != nil {
			fail(writer, err)
			return
		}
		items, err := collect(rows)
		if err != nil {
			fail(writer, err)
			return
		}
		send(writer, http.StatusOK, listed(items, limit))
	})
}

// ---- The same statements -----------------------------------------------------------------------------

type statement struct {
	sql   string
	names []string
}

var comment = regexp.MustCompile(`(?m)^--.*$`)
var name = regexp.MustCompile(`::|:[a-z_]+`)

// A file of sql/queries with :names, as a statement with $1, $2, ...; a file with $1 as it is. Where names are given
// only those are kept, and the others are NULL.
func read(file string, kept ...string) statement {
	text, err := os.ReadFile(os.Getenv("PEER_SQL") + "/queries/" + file + ".sql")
	if err != nil {
		panic(err)
	}
	var found statement
	number := map[string]int{}
	found.sql = name.ReplaceAllStringFunc(comment.ReplaceAllString(string(text), ""), func(part string) string {
		if part == "::" {
			return part
		}
		if len(kept) > 0 && !strings.Contains(strings.Join(kept, " ")+" ", part[1:]+" ") {
			return "NULL"
		}
		if number[part] == 0 {
			found.names = append(found.names, part[1:])
			number[part] = len(found.names)
		}
		return "$" + strconv.Itoa(number[part])
	})
	return found
}

func (s statement) with(values map[string]interface{}) []interface{} {
	var found []interface{}
	for _, name := range s.names {
		found = append(found, values[name])
	}
	return found
}

func uuid7() string {
	var bytes [16]byte
	rand.Read(bytes[6:])
	var now [8]byte
	binary.BigEndian.PutUint64(now[:], uint64(time.Now().UnixMilli()))
	copy(bytes[:6], now[2:])
	bytes[6], bytes[8] = 0x70|bytes[6]&15, 0x80|bytes[8]&63
	text := hex.EncodeToString(bytes[:])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

func publicKey() *ecdsa.PublicKey {
	var key struct{ X, Y string }
	text, err := os.ReadFile(os.Getenv("PEER_KEY"))
	if err == nil {
		err = json.Unmarshal(text, &key)
	}
	if err != nil {
		panic(err)
	}
	number := func(text string) *big.Int {
		bytes, _ := base64.RawURLEncoding.DecodeString(text)
		return new(big.Int).SetBytes(bytes)
	}
	return &ecdsa.PublicKey{Curve: elliptic.P256(), X: number(key.X), Y: number(key.Y)}
}

var verified sync.Map // a token to its claims, as long as it is good

func authenticate(request *http.Request, key *ecdsa.PublicKey) (jwt.MapClaims, error) {
	token := strings.TrimPrefix(request.Header.Get("Authorization"), "Bearer ")
	if known, found := verified.Load(token); found && known.(jwt.MapClaims).Valid() == nil {
		return known.(jwt.MapClaims), nil
	}
	claims := jwt.MapClaims{}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"ES256"}))
	_, err := parser.ParseWithClaims(token, claims, func(*jwt.Token) (interface{}, error) { return key, nil })
	if err != nil || !claims.VerifyIssuer("safer-development", true) || !claims.VerifyAudience("safer-communities", true) {
		return nil, fmt.Errorf("no good token")
	}
	verified.Store(token, claims)
	return claims, nil
}

func same(pool *pgxpool.Pool) {
	key := publicKey()
	setClaims, getOne := read("service/set_claims"), read("contributions/get_contribution")
	getPage := read("contributions/list_contributions", "after", "page_size")
	claimKey, create := read("service/claim_idempotency_key"), read("contributions/create_contribution")
	record, store := read("service/record_audit_event"), read("service/store_reply")

	queueClaims := func(batch *pgx.Batch, claims jwt.MapClaims, mode string) {
		batch.Queue(setClaims.sql, claims["iss"], claims["client_id"], claims["sub"], claims["partner"], claims["scope"],
			uuid7(), os.Getenv("PEER_TODAY"), mode)
	}
	one := func(context context.Context, claims jwt.MapClaims, id string) (item contribution, err error) {
		batch := &pgx.Batch{}
		queueClaims(batch, claims, "auto")
		batch.Queue(getOne.sql, id)
		results := pool.SendBatch(context, batch)
		defer results.Close()
		if _, err = results.Exec(); err == nil {
			err = results.QueryRow().Scan(item.fields()...)
		}
		return
	}
	many := func(context context.Context, claims jwt.MapClaims, limit int) ([]contribution, error) {
		batch := &pgx.Batch{}
		queueClaims(batch, claims, "force_generic_plan")
		batch.Queue(getPage.sql, getPage.with(map[string]interface{}{"page_size": limit + 1})...)
		results := pool.SendBatch(context, batch)
		defer results.Close()
		if _, err := results.Exec(); err != nil {
			return nil, err
		}
		rows, err := results.Query()
		if err != nil {
			return nil, err
		}
		var cursor string
		return collect(rows, &cursor)
	}
	post := func(context context.Context, claims jwt.MapClaims, idempotency string, body []byte) (item contribution, err error) {
		const operation = "create_contribution"
		values := map[string]interface{}{}
		if err = json.Unmarshal(body, &values); err != nil {
			return
		}
		id := uuid7()
		values["new_id"] = id
		digest := sha256.Sum256(body)
		transaction, err := pool.Begin(context)
		if err != nil {
			return
		}
		defer transaction.Rollback(context)
		first := &pgx.Batch{}
		queueClaims(first, claims, "auto")
		first.Queue(claimKey.sql, operation, idempotency, hex.EncodeToString(digest[:]))
		first.Queue(create.sql, create.with(values)...)
		first.Queue(getOne.sql, id)
		results := transaction.SendBatch(context, first)
		for i := 0; i < 3 && err == nil; i++ {
			_, err = results.Exec()
		}
		if err == nil {
			err = results.QueryRow().Scan(item.fields()...)
		}
		results.Close()
		if err != nil {
			return
		}
		shown, _ := json.Marshal(item)
		second := &pgx.Batch{}
		second.Queue(record.sql, uuid7(), operation, id, nil, string(shown))
		second.Queue(store.sql, operation, idempotency, 201, "/v1/contributions/"+id, string(shown))
		if err = transaction.SendBatch(context, second).Close(); err == nil {
			err = transaction.Commit(context)
		}
		return
	}

	answer := func(writer http.ResponseWriter, status int, value interface{}, err error) {
		if err != nil {
			fail(writer, err)
			return
		}
		send(writer, status, value)
	}
	known := func(handle func(http.ResponseWriter, *http.Request, jwt.MapClaims)) http.HandlerFunc {
		return func(writer http.ResponseWriter, request *http.Request) {
			claims, err := authenticate(request, key)
			if err != nil {
				http.Error(writer, err.Error(), http.StatusUnauthorized)
				return
			}
			handle(writer, request, claims)
		}
	}
	http.HandleFunc("/same/v1/contributions/", known(func(writer http.ResponseWriter, request *http.Request, claims jwt.MapClaims) {
		item, err := one(request.Context(), claims, strings.TrimPrefix(request.URL.Path, "/same/v1/contributions/"))
		answer(writer, http.StatusOK, item, err)
	}))
	http.HandleFunc("/same/v1/contributions", known(func(writer http.ResponseWriter, request *http.Request, claims jwt.MapClaims) {
		if request.Method == http.MethodPost {
			body, _ := io.ReadAll(request.Body)
			item, err := post(request.Context(), claims, request.Header.Get("Idempotency-Key"), body)
			writer.Header().Set("Location", "/v1/contributions/"+item.ID)
			answer(writer, http.StatusCreated, item, err)
			return
		}
		limit, _ := strconv.Atoi(request.URL.Query().Get("limit"))
		items, err := many(request.Context(), claims, limit)
		answer(writer, http.StatusOK, listed(items, limit), err)
	}))
}

func main() {
	bare(pool("postgres", ""))
	same(pool("saferd", "timezone=UTC search_path='' role=safer_service"))
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PEER_PORT"), nil))
}
