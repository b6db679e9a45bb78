namespace LlmFunctions.Providers.Sandbox;

/// <summary>What failures look like.</summary>
internal static class SandboxFailures
{
    public const string EndingMessage = "The sandbox was asked to fail in the middle of the answer.";
    public const string InvalidRequest = "invalid_request_error";
    public const string ServerError = "server_error";

    public static ReadOnlyMemory<byte> Html { get; } =
        "<html><head><title>Bad Gateway</title></head><body><h1>The sandbox plays a proxy</h1></body></html>"u8.ToArray();

    public static ReadOnlyMemory<byte> Body(SandboxFailure failure, string? code) => SandboxJson.Error(
        $"The sandbox was asked to fail with status {failure.Status}.",
        failure.Status == 429 ? "rate_limit_error" : failure.Status < 500 ? InvalidRequest : ServerError,
        param: null,
        code ?? UsualCode(failure.Status));

    private static string? UsualCode(int status) => status switch
    {
        401 => "invalid_api_key",
        404 => "model_not_found",
        429 => "rate_limit_exceeded",
        _ => null,
    };
}
