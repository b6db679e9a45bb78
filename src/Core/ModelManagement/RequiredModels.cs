using LlmFunctions.Errors;
using LlmFunctions.Providers;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.ModelManagement;

/// <summary>
/// Looks after the models that the settings require: reports those that are missing, and has them fetched where the
/// settings allow it. Every check begins with what the provider has, so nothing is lost when one is interrupted.
/// </summary>
public sealed class RequiredModels(
    ProviderRegistry providers,
    ModelManager manager,
    IRequiredModelStore store,
    TimeProvider timeProvider,
    ILogger<RequiredModels> logger)
{
    // Less than the host allows a function, so that what is known can still be written.
    private static readonly TimeSpan LongestCheck = TimeSpan.FromMinutes(8);

    // Ollama reports many times a second.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <summary>Checks all providers, and fetches what is missing for as long as one check may take.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        Provider[] checkable = [.. providers.All.Where(static provider => provider is { RequiredModels.Count: > 0, Dialect.Models: not null })];
        if (checkable.Length == 0)
        {
            return;
        }

        using CancellationTokenSource limit = new(LongestCheck, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await Task.WhenAll(checkable.Select(provider => CheckAsync(provider, either.Token)));
        }
        catch (Exception exception) when (IsInterruption(exception) && limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The next check goes on where this one was.
        }
    }

    /// <summary>The required models of a provider with what was last found out of them.</summary>
    public async Task<IReadOnlyList<RequiredModel>> ListAsync(Provider provider, CancellationToken cancellationToken)
    {
        IReadOnlyList<RequiredModel> known = await store.ListAsync(provider.Name, cancellationToken);
        return
        [
            .. provider.RequiredModels.Select(model => known.FirstOrDefault(each => each.Model == model)
                ?? new RequiredModel { Provider = provider.Name, Model = model, State = RequiredModelState.Unknown, Message = "not checked yet", UpdatedAt = timeProvider.GetUtcNow() }),
        ];
    }

    private async Task CheckAsync(Provider provider, CancellationToken cancellationToken)
    {
        IReadOnlyList<InstalledModel> installed;
        try
        {
            installed = await manager.ListAsync(provider, cancellationToken);
        }
        catch (GatewayException exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotListed(logger, provider.Name, exception.Message);
            foreach (string model in provider.RequiredModels)
            {
                await SaveAsync(provider, model, RequiredModelState.Unknown, null, exception.Message, cancellationToken);
            }

            return;
        }

        IModelManagement management = provider.Dialect.Models!;
        foreach (string model in provider.RequiredModels)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (installed.Any(each => management.AreSame(each.Id, model)))
            {
                await SaveAsync(provider, model, RequiredModelState.Present, null, null, cancellationToken);
            }
            else if (provider.AutoDownload)
            {
                await PullAsync(provider, model, cancellationToken);
            }
            else
            {
                Log.Missing(logger, provider.Name, model);
                await SaveAsync(provider, model, RequiredModelState.Missing, null, null, cancellationToken);
            }
        }
    }

    private async Task PullAsync(Provider provider, string model, CancellationToken cancellationToken)
    {
        PullTotals totals = new();
        Log.Pulling(logger, provider.Name, model);
        await SaveAsync(provider, model, RequiredModelState.Pulling, totals, null, cancellationToken);
        long saved = timeProvider.GetTimestamp();
        try
        {
            await foreach (PullStep step in manager.PullAsync(provider, "{}"u8.ToArray(), model, cancellationToken))
            {
                totals.Add(step.Progress);
                if (!step.Progress.IsDone && timeProvider.GetElapsedTime(saved) >= Pace)
                {
                    await SaveAsync(provider, model, RequiredModelState.Pulling, totals, step.Progress.Status, cancellationToken);
                    saved = timeProvider.GetTimestamp();
                }
            }

            Log.Pulled(logger, provider.Name, model);
            await SaveAsync(provider, model, RequiredModelState.Present, totals, null, cancellationToken);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && IsInterruption(exception))
        {
            Log.Interrupted(logger, provider.Name, model);
            await SaveAsync(provider, model, RequiredModelState.Missing, totals, "interrupted; the next check goes on", CancellationToken.None);
        }
        catch (GatewayException exception) when (exception.Error.Kind != ErrorKind.StorageUnavailable)
        {
            Log.PullFailed(logger, provider.Name, model, exception.Message);
            await SaveAsync(provider, model, RequiredModelState.Failed, totals, exception.Message, cancellationToken);
        }
    }

    private static bool IsInterruption(Exception exception) => exception is OperationCanceledException or GatewayException;

    private Task SaveAsync(Provider provider, string model, RequiredModelState state, PullTotals? totals, string? message, CancellationToken cancellationToken) => store.SaveAsync(
        new RequiredModel
        {
            Provider = provider.Name,
            Model = model,
            State = state,
            Completed = totals?.Completed,
            Total = totals?.Total,
            Message = message,
            UpdatedAt = timeProvider.GetUtcNow(),
        },
        cancellationToken);
}
