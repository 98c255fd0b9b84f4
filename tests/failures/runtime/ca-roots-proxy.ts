// A TLS server with a certificate of a private authority, asked by a program in an image that has the public roots.
import type { CellFailure } from '../types.ts';
import { cells, module } from './_runtime.ts';

const MAIN = `package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"time"
)

// sign makes a key and a certificate for it; by itself where there is no parent.
func sign(template, parent *x509.Certificate, by *ecdsa.PrivateKey) ([]byte, *ecdsa.PrivateKey) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	if parent == nil {
		parent, by = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)
	if err != nil {
		panic(err)
	}
	return der, key
}

func main() {
	from, to := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	authority := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Inspecting Proxy CA"}, NotBefore: from, NotAfter: to, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	_, authorityKey := sign(authority, nil, nil)
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "api.example.test"}, DNSNames: []string{"api.example.test"}, NotBefore: from, NotAfter: to, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, key := sign(leaf, authority, authorityKey)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}})
	if err != nil {
		panic(err)
	}
	go http.Serve(listener, http.NotFoundHandler())
	client := &http.Client{Transport: &http.Transport{Dial: func(string, string) (net.Conn, error) { return net.Dial("tcp", listener.Addr().String()) }}}
	if _, err := client.Get("https://api.example.test/v1"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`;

const failures: CellFailure[] = [
  {
    kind: 'cell',
    name: 'ca-roots-proxy',
    cause: 'ca-roots-proxy',
    files: module({ 'main.go': MAIN }),
    // The same program without any roots is the other cause: nobody is trusted then, whoever signed.
    matrix: cells({ cgo: '0', base: 'distroless, empty' }),
    red: 'base=distroless',
    control: 'base=empty',
    fix: { none: 'the certificate of the private authority has to come from a person; the program makes a new one each time' },
  },
];

export default failures;
