using System.Diagnostics;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers;

namespace LlmFunctions.Diagnostics;

/// <summary>
/// The span of a question to a provider that makes no usage record: the count of a prompt's tokens, the models on its disk. One
/// that is disposed of without an end was given up by who asked.
/// </summary>
internal sealed class ProviderSpan : IDisposable
{
    public const string CountTokens = "count_tokens";
    public const string ListModels = "list_models";
    public const string PullModel = "pull_model";
    public const string DeleteModel = "delete_model";

    private readonly Activity? _span;
    private string _outcome = AttemptOutcomes.ClientClosed;

    private ProviderSpan(Activity? span) => _span = span;

    /// <summary>Without a listener there is no span, and nothing is computed.</summary>
    public static ProviderSpan Start(string operation, Provider provider, string? model)
    {
        if (!GatewayTelemetry.Source.HasListeners())
        {
            return new ProviderSpan(null);
        }

        string? name = model is null ? null : PlainText.Of(model);
        return new ProviderSpan(GatewayTelemetry.Source.StartActivity(name is null ? operation : $"{operation} {name}", ActivityKind.Client)
            ?.SetTag(GenAiNames.Operation, operation)
            .SetTag(GenAiNames.Provider, TelemetryNames.Of(provider.Name))
            .SetTag(GenAiNames.RequestModel, name)
            .SetTag(GenAiNames.ServerAddress, provider.BaseUrl.Host)
            .SetTag(GenAiNames.ServerPort, provider.BaseUrl.Port));
    }

    public void Succeed() => _outcome = Attempt.Success;

    public void Fail(GatewayError error)
    {
        _outcome = AttemptOutcomes.Of(error.Kind);
        _span?.SetTag(GenAiNames.StatusCode, error.UpstreamStatus);
    }

    public void Dispose()
    {
        if (_span is null)
        {
            return;
        }

        _span.SetTag(GenAiNames.Outcome, _outcome);
        if (_outcome != Attempt.Success)
        {
            _span.SetTag(GenAiNames.ErrorType, _outcome).SetStatus(ActivityStatusCode.Error);
        }

        _span.Dispose();
    }
}
