using System.Runtime.CompilerServices;
using LlmFunctions.Diagnostics;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using LlmFunctions.Secrets;
using LlmFunctions.Upstream;

namespace LlmFunctions.ModelManagement;

/// <summary>Lists, fetches and deletes the models of providers that keep them on their own disk.</summary>
public sealed class ModelManager(ProviderRegistry providers, UpstreamClient upstream, ProviderKeys keys, TimeProvider timeProvider)
{
    private static readonly TimeSpan LongestDownload = TimeSpan.FromDays(1);

    /// <summary>The provider of this name, which keeps models.</summary>
    /// <exception cref="GatewayException">There is none, or it keeps none.</exception>
    public Provider Find(string provider)
    {
        if (!providers.TryGet(provider, out Provider? found))
        {
            throw new GatewayException(ErrorKind.NotFound, $"The provider '{provider}' is not configured.", "provider");
        }

        return found.Dialect.Models is not null
            ? found
            : throw new GatewayException(ErrorKind.InvalidRequest, $"The provider '{provider}' has no models of its own to manage.", "provider");
    }

    /// <summary>Where a model is to be fetched: the provider that is named, beside the model or before it, or the first that keeps models.</summary>
    public (Provider Provider, string Model) Find(string model, string? provider)
    {
        if (provider is not null)
        {
            return (Find(provider), model.StartsWith(provider + "/", StringComparison.OrdinalIgnoreCase) ? model[(provider.Length + 1)..] : model);
        }

        // Their own names have slashes as well, so only a provider that could do it is taken for one.
        int slash = model.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && slash < model.Length - 1 && providers.TryGet(model[..slash], out Provider? named) && named.Dialect.Models is not null)
        {
            return (named, model[(slash + 1)..]);
        }

        return providers.All.FirstOrDefault(static each => each.Dialect.Models is not null) is { } first
            ? (first, model)
            : throw new GatewayException(ErrorKind.NotFound, "No provider is configured that has models of its own to manage.", "provider");
    }

    public async Task<IReadOnlyList<InstalledModel>> ListAsync(Provider provider, CancellationToken cancellationToken)
    {
        IModelManagement management = provider.Dialect.Models!;
        ReadOnlyMemory<byte> answer = await AskAsync(provider, ProviderSpan.ListModels, null, management.List(), cancellationToken);
        return management.ReadList(answer);
    }

    public Task DeleteAsync(Provider provider, string model, CancellationToken cancellationToken) =>
        AskAsync(provider, ProviderSpan.DeleteModel, model, provider.Dialect.Models!.Delete(model), cancellationToken);

    /// <summary>
    /// Has a model fetched, and says how far it is until it is there. The provider's time limit is for silence only: a
    /// download may take hours. Whoever stops listening stops the download, which goes on where it was when it is asked for again.
    /// </summary>
    public async IAsyncEnumerable<PullStep> PullAsync(Provider provider, ReadOnlyMemory<byte> body, string model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IModelManagement management = provider.Dialect.Models!;
        using ProviderSpan span = ProviderSpan.Start(ProviderSpan.PullModel, provider, model);
        using AttemptDeadline deadline = Limit(provider, cancellationToken);
        string? apiKey = await GuardAsync(provider, span, deadline, null, () => keys.GetAsync(provider, deadline.Token));
        using UpstreamResponse response = await SendAsync(provider, span, management.Pull(body, model), deadline, apiKey);
        await using Stream stream = await GuardAsync(provider, span, deadline, apiKey, () => new ValueTask<Stream>(response.OpenBodyAsync(deadline.Token)));
        FrameReader frames = FrameReader.Create(provider.Dialect.Framing, stream);
        while (await GuardAsync(provider, span, deadline, apiKey, () => ReadAsync(management, frames, deadline)) is { } step)
        {
            if (!step.Progress.IsDone)
            {
                yield return step;
                continue;
            }

            // Nobody need ask for more after the last step.
            span.Succeed();
            yield return step;
            yield break;
        }

        GatewayException cut = UpstreamErrors.Cut();
        span.Fail(cut.Error);
        throw cut;
    }

    private AttemptDeadline Limit(Provider provider, CancellationToken cancellationToken) => new(
        AttemptTimeouts.All(provider.Timeout) with { Total = null }, new CallDeadline(LongestDownload, timeProvider), timeProvider, cancellationToken);

    private static async ValueTask<PullStep?> ReadAsync(IModelManagement management, FrameReader frames, AttemptDeadline deadline)
    {
        deadline.Await(AttemptPhase.Idle);
        while (await frames.ReadAsync(deadline.Token) is { } frame)
        {
            if (!frame.Data.IsEmpty)
            {
                // From here on it is the client that is waited for.
                deadline.Pause();
                return new PullStep(management.ReadProgress(frame), frame.Data.ToArray());
            }
        }

        return null;
    }

    private async Task<ReadOnlyMemory<byte>> AskAsync(Provider provider, string operation, string? model, UpstreamRequest request, CancellationToken cancellationToken)
    {
        using ProviderSpan span = ProviderSpan.Start(operation, provider, model);
        using AttemptDeadline deadline = Limit(provider, cancellationToken);
        string? apiKey = await GuardAsync(provider, span, deadline, null, () => keys.GetAsync(provider, deadline.Token));
        using UpstreamResponse response = await SendAsync(provider, span, request, deadline, apiKey);
        ReadOnlyMemory<byte> answer = await GuardAsync(provider, span, deadline, apiKey, () => new ValueTask<ReadOnlyMemory<byte>>(LimitedBody.ReadAnswerAsync(response, deadline.Token)));
        span.Succeed();
        return answer;
    }

    private async Task<UpstreamResponse> SendAsync(Provider provider, ProviderSpan span, UpstreamRequest request, AttemptDeadline deadline, string? apiKey)
    {
        UpstreamResponse? response = null;
        try
        {
            return await GuardAsync(provider, span, deadline, apiKey, async () =>
            {
                response = await upstream.SendAsync(provider, request, apiKey, deadline.Token);
                return response.IsSuccess ? response : throw await UpstreamFailure.ReadAsync(provider, response, deadline.Token);
            });
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }

    private async ValueTask<T> GuardAsync<T>(Provider provider, ProviderSpan span, AttemptDeadline deadline, string? apiKey, Func<ValueTask<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (UpstreamFailure.Explain(exception, provider, deadline, apiKey) is { } failure)
        {
            span.Fail(failure.Error);
            if (failure.Error.Kind == ErrorKind.UpstreamAuthentication)
            {
                keys.Refused(provider);
            }

            throw failure;
        }
    }
}
