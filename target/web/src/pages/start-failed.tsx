/** Shown when the app could not start or has a fault of its own: it stands alone, without session, router or API. */
export function StartFailed() {
  return (
    <main className="standstill" role="alert">
      <h1>Something went wrong</h1>
      <p>MarketEdge could not show this page. Check your connection and try again.</p>
      <button type="button" className="button button-primary" onClick={() => window.location.reload()}>
        Try again
      </button>
    </main>
  );
}
