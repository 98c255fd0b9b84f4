package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"time"
)

// talkTLS fetches a page over TLS from a server of ours, whose certificate an authority of ours signed a moment ago.
func talkTLS() (string, error) {
	authority, certificate, err := makeCertificates()
	if err != nil {
		return "", err
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		return "", err
	}
	defer listener.Close()
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") }))

	client := &http.Client{
		Timeout:   10 * time.Second, // an emulated handshake takes a while
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: authority}},
	}
	response, err := client.Get("https://" + listener.Addr().String() + "/")
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 100))
	if err != nil {
		return "", err
	}
	if string(body) != "hello" {
		return "", fmt.Errorf("the server said %q", body)
	}
	return tls.VersionName(response.TLS.Version) + " with an authority of its own", nil
}

// makeCertificates makes an authority and a certificate for 127.0.0.1 that it signed; both last for an hour.
func makeCertificates() (*x509.CertPool, tls.Certificate, error) {
	fail := func(err error) (*x509.CertPool, tls.Certificate, error) { return nil, tls.Certificate{}, err }
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fail(err)
	}
	serverKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fail(err)
	}
	now := time.Now()
	authority := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "sample authority"},
		NotBefore:             now.Add(-time.Minute),
		NotAfter:              now.Add(time.Hour),
		KeyUsage:              x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	server := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: "sample server"},
		NotBefore:    authority.NotBefore,
		NotAfter:     authority.NotAfter,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	authorityBytes, err := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	if err != nil {
		return fail(err)
	}
	serverBytes, err := x509.CreateCertificate(rand.Reader, server, authority, &serverKey.PublicKey, authorityKey)
	if err != nil {
		return fail(err)
	}
	parsed, err := x509.ParseCertificate(authorityBytes)
	if err != nil {
		return fail(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return pool, tls.Certificate{Certificate: [][]byte{serverBytes}, PrivateKey: serverKey}, nil
}

// systemRoots tells whether the image brings certificate authorities, without which no public TLS server is trusted.
func systemRoots() (string, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		return "", err
	}
	if pool.Equal(x509.NewCertPool()) {
		return "", errors.New("the image has no certificate authorities")
	}
	return "the image has certificate authorities", nil
}
