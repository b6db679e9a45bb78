using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers;

/// <summary>
/// A provider's wire format: four pure translators (request, response, error, stream) and how a key is presented. It
/// does no I/O, reads no clock and writes no log.
/// </summary>
public interface IProviderDialect
{
    /// <summary>The dialect's name in configuration, such as <c>openai</c>.</summary>
    string Name { get; }

    /// <summary>The dialect whose bodies it takes and gives as they are: another one's where only the address differs.</summary>
    string BodyDialect => Name;

    StreamFraming Framing { get; }

    /// <summary>The settings of a provider that only some dialects have, this one among them.</summary>
    IReadOnlyList<string> OwnSettings => [];

    /// <summary>Where the provider is when its settings do not name the address; null when they must.</summary>
    Uri? BaseUrl => null;

    /// <summary>The response header that says what kind of error a body holds, for <see cref="ErrorFromUpstream(int, string, ReadOnlyMemory{byte})"/>.</summary>
    string? ErrorHeader => null;

    /// <summary>The dialect as a provider's settings want it.</summary>
    IProviderDialect Configure(ProviderOptions options) => this;

    /// <summary>What there is for providers that keep models on their own disk; null for all others.</summary>
    IModelManagement? Models => null;

    /// <summary>How embeddings are asked for; null where the dialect has none.</summary>
    IEmbeddingsTranslator? Embeddings => null;

    /// <summary>Brings a base URL, as people write it, to the form that <see cref="UpstreamRequest.Path"/> is appended to.</summary>
    Uri NormalizeBaseUrl(Uri baseUrl);

    /// <summary>Writes the canonical request in this dialect.</summary>
    /// <exception cref="GatewayException">The request has a field that cannot be carried and must not be dropped.</exception>
    UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target);

    /// <summary>
    /// Makes the upstream request from a client's body that is already in this dialect: only the model, the gateway's
    /// extensions and what the provider does not know are rewritten; every other byte stays.
    /// </summary>
    UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target);

    /// <summary>Makes the request that has the provider count the tokens of a body of this dialect; null where it cannot.</summary>
    UpstreamRequest? CountTokens(ReadOnlyMemory<byte> body, UpstreamTarget target) => null;

    /// <summary>Makes a request that costs nothing and succeeds only with good credentials; null where the dialect has none.</summary>
    UpstreamRequest? Probe() => null;

    /// <summary>Reads a whole answer.</summary>
    /// <exception cref="GatewayException">The body is not an answer.</exception>
    ChatResponse FromUpstream(ReadOnlyMemory<byte> body);

    /// <summary>Reads an error body, which may be anything: JSON, HTML, nothing.</summary>
    GatewayError ErrorFromUpstream(int status, ReadOnlyMemory<byte> body);

    /// <summary>Reads an error body whose kind is in the <see cref="ErrorHeader"/>.</summary>
    GatewayError ErrorFromUpstream(int status, string kind, ReadOnlyMemory<byte> body) => ErrorFromUpstream(status, body);

    /// <summary>Makes the translator of one streamed answer.</summary>
    IStreamTranslator CreateStreamTranslator();

    /// <summary>The headers that every request of this dialect carries, those that present the key among them.</summary>
    IEnumerable<KeyValuePair<string, string>> Headers(string? apiKey);

    /// <summary>Makes what authorizes the requests to a provider where <see cref="Headers"/> cannot; null where it can.</summary>
    IRequestAuthorization? CreateAuthorization(Provider provider, AuthorizationServices services) => null;
}
