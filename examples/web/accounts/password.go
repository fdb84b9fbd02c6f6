package accounts

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// Rounds is how often a password is hashed: what OWASP asks for with PBKDF2 and SHA-256.
const Rounds = 600_000

const scheme = "pbkdf2-sha256"

// hash makes what is kept of a password: scheme$rounds$salt$key.
func hash(password string, rounds int) (string, error) {
	if rounds < 1 {
		return "", fmt.Errorf("accounts: a password hashed %d times", rounds)
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // does not fail
	key, err := pbkdf2.Key(sha256.New, password, salt, rounds, sha256.Size)
	if err != nil {
		return "", err
	}
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("%s$%d$%s$%s", scheme, rounds, text(salt), text(key)), nil
}

// verify reports whether a password is the one of which a hash was made.
func verify(hashed, password string) bool {
	parts := strings.Split(hashed, "$")
	if len(parts) != 4 || parts[0] != scheme {
		return false
	}
	rounds, err := strconv.Atoi(parts[1])
	if err != nil || rounds < 1 {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[2])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[3])
	if err != nil {
		return false
	}
	got, err := pbkdf2.Key(sha256.New, password, salt, rounds, sha256.Size)
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1
}
