using System.Net;
using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Pipeline;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Upstream;

public sealed class RequestAuthorizationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_authorizes_a_request_sees_it_as_it_is_sent()
    {
        OutgoingRequest? seen = null;
        HttpRequestMessage? sent = null;
        await SendAsync(
            request =>
            {
                seen = request;
                return [new("Authorization", "Signed it")];
            },
            request => sent = request);

        Assert.Equal(("POST", "https://inner.example.org/v1/chat?a=b", "key-1"), (seen!.Method, seen.Address.AbsoluteUri, seen.ApiKey));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(seen.Body.Span));
        Dictionary<string, string> headers = seen.Headers.ToDictionary(static header => header.Key, static header => header.Value);
        Assert.Equal("application/json", headers["Content-Type"]);
        Assert.Equal("of the request", headers["x-own"]);
        Assert.Equal("of the operator", headers["x-operator"]);
        Assert.Equal("Signed it", sent!.Headers.Authorization!.ToString());
    }

    [Fact]
    public async Task Headers_that_the_operator_set_are_the_last_word()
    {
        HttpRequestMessage? sent = null;
        await SendAsync(static _ => [new("X-Operator", "of the authorization")], request => sent = request);
        Assert.Equal(["of the operator"], sent!.Headers.GetValues("x-operator"));
    }

    [Fact]
    public async Task A_request_without_credentials_does_not_leave()
    {
        bool left = false;
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => SendAsync(
            static _ => throw new GatewayException(ErrorKind.UpstreamAuthentication, "none"),
            static _ => Assert.Fail("It was sent."),
            _ => left = true));
        Assert.Equal((ErrorKind.UpstreamAuthentication, false), (exception.Error.Kind, left));
    }

    private static async Task SendAsync(
        Func<OutgoingRequest, IReadOnlyList<KeyValuePair<string, string>>> authorize, Action<HttpRequestMessage> onSent, Action<bool>? leaving = null)
    {
        ScriptedHandler handler = new((request, _) =>
        {
            onSent(request);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        });
        Provider provider = new()
        {
            Name = "a",
            Dialect = new AuthorizingDialect(authorize),
            BaseUrl = new Uri("https://inner.example.org/v1/"),
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["x-operator"] = "of the operator" },
            InProcess = _ => handler,
        };
        UpstreamRequest request = new()
        {
            Path = "chat?a=b",
            Body = "{\"a\":1}"u8.ToArray(),
            Headers = new Dictionary<string, string> { ["x-own"] = "of the request" },
        };
        using UpstreamClient client = new(new ManualTimeProvider(), new ScriptedTokens());
        using UpstreamResponse response = await client.SendAsync(provider, request, "key-1", leaving ?? (static _ => { }), Cancel);
    }

    private sealed class AuthorizingDialect(Func<OutgoingRequest, IReadOnlyList<KeyValuePair<string, string>>> authorize) : IProviderDialect, IRequestAuthorization
    {
        public string Name => OpenAIDialect.Instance.Name;

        public StreamFraming Framing => StreamFraming.Sse;

        public Uri NormalizeBaseUrl(Uri baseUrl) => baseUrl;

        public UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target) => OpenAIDialect.Instance.ToUpstream(request, target);

        public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target) =>
            OpenAIDialect.Instance.PassThrough(body, request, target);

        public ChatResponse FromUpstream(ReadOnlyMemory<byte> body) => OpenAIDialect.Instance.FromUpstream(body);

        public GatewayError ErrorFromUpstream(int status, ReadOnlyMemory<byte> body) => OpenAIDialect.Instance.ErrorFromUpstream(status, body);

        public IStreamTranslator CreateStreamTranslator() => OpenAIDialect.Instance.CreateStreamTranslator();

        public IEnumerable<KeyValuePair<string, string>> Headers(string? apiKey) => [];

        public IRequestAuthorization CreateAuthorization(Provider provider, AuthorizationServices services) => this;

        public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> AuthorizeAsync(OutgoingRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(authorize(request));
    }
}
