namespace LlmFunctions.Upstream;

/// <summary>A provider's answer, its headers read and its body not yet.</summary>
public sealed class UpstreamResponse(HttpResponseMessage message, TimeSpan? retryAfter) : IDisposable
{
    public int Status => (int)message.StatusCode;

    public bool IsSuccess => message.IsSuccessStatusCode;

    /// <summary>Whether the body says of itself that it is one JSON document.</summary>
    public bool IsJson => message.Content.Headers.ContentType?.MediaType is "application/json";

    /// <summary>The length of the body, where the provider announced it.</summary>
    public long? Length => message.Content.Headers.ContentLength;

    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>The first value of a header; null when there is none.</summary>
    public string? Header(string name) => message.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;

    public Task<Stream> OpenBodyAsync(CancellationToken cancellationToken) => message.Content.ReadAsStreamAsync(cancellationToken);

    public void Dispose() => message.Dispose();
}
