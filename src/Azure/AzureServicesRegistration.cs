using Azure.Core;
using Azure.Data.Tables;
using Azure.Security.KeyVault.Secrets;
using LlmFunctions.Alerts;
using LlmFunctions.Auditing;
using LlmFunctions.AzureServices.Identity;
using LlmFunctions.AzureServices.KeyVault;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Backups;
using LlmFunctions.Batches;
using LlmFunctions.Caching;
using LlmFunctions.Configuration;
using LlmFunctions.Conversations;
using LlmFunctions.Experiments.Ratings;
using LlmFunctions.Files;
using LlmFunctions.Jobs;
using LlmFunctions.Management;
using LlmFunctions.Migrations;
using LlmFunctions.ModelManagement;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using LlmFunctions.Secrets;
using LlmFunctions.Security;
using LlmFunctions.Usage;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.AzureServices;

/// <summary>Registers the implementations of the gateway's ports.</summary>
public static class AzureServicesRegistration
{
    public static IServiceCollection AddAzureServices(this IServiceCollection services, IConfiguration configuration, GatewayOptions options, TableServiceClient storage)
    {
        services.AddSingleton(storage);
        services.AddSingleton<IBackupStore>(new BackupTables(storage));
        services.AddSingleton<ISchemaStore>(new SchemaTable(storage));
        services.AddSingleton<IConfigurationStore>(new ConfigurationTable(storage, AppName(configuration)));
        services.AddSingleton<IGatewayKeyStore>(new GatewayKeyTable(storage));
        services.AddSingleton<IAuditLog>(new AuditTable(storage));
        services.AddSingleton<IAnswerStore>(new AnswerTable(storage));
        services.AddSingleton<IHealthStore>(new HealthTable(storage, AppName(configuration)));
        services.AddSingleton<IQuotaStore>(provider => new QuotaTable(storage, provider.GetRequiredService<TimeProvider>(), new Random()));
        services.AddSingleton<IRequiredModelStore>(new RequiredModelTable(storage));
        services.AddSingleton<IJobStore>(new JobTable(storage, AppName(configuration)));
        services.AddSingleton<IPayloadStore>(new PayloadTable(storage));
        services.AddSingleton<IFileStore>(new FileTable(storage));
        services.AddSingleton<IBatchStore>(new BatchTable(storage, AppName(configuration)));
        services.AddSingleton<IBatchLineStore>(provider => new BatchLineTable(storage, provider.GetRequiredService<IPayloadStore>()));
        services.AddSingleton<IResponseStore>(new ResponseTable(storage));
        // A source of chance of its own, asked here only: Random is not safe for concurrent use.
        services.AddSingleton<IUsageLedger>(provider => options.Usage.Ledger
            ? new LateRecords(new UsageTable(storage, new Random()), provider.GetRequiredService<IRollUpStore>(), options, provider.GetRequiredService<TimeProvider>())
            : new NoLedger());
        services.AddSingleton<IAlertStore>(new AlertTable(storage, AppName(configuration)));
        services.AddSingleton<IFeedbackStore>(new FeedbackTable(storage));
        services.AddSingleton<IUsageReader>(new UsageReader(storage));
        services.AddSingleton<IRollUpStore>(new RollUpTable(storage));
        string? clientId = configuration["AzureWebJobsStorage:clientId"];
        services.AddSingleton<IAccessTokenSource>(provider => new EntraTokens(
            own => Credentials.Create(own ?? clientId),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EntraTokens>>()));
        if (options.KeyVaultUri is { } vault)
        {
            services.AddSingleton(_ => new SecretClient(vault, Credentials.Create(clientId), VaultOptions()));
            services.AddSingleton<ISecretSource, KeyVaultSecretSource>();
            services.AddSingleton<ISecretStore, KeyVaultSecretStore>();
        }

        return services;
    }

    /// <summary>The app's identity for Azure Monitor, where the setting of the Functions host asks for one; else null.</summary>
    public static TokenCredential? MonitorCredential(IConfiguration configuration) =>
        configuration["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]?.Contains("Authorization=AAD", StringComparison.OrdinalIgnoreCase) == true
            ? Credentials.Create(configuration["AzureWebJobsStorage:clientId"])
            : null;

    // Azure's own name of the app, the same on all of its instances.
    private static string AppName(IConfiguration configuration) =>
        string.Concat((configuration["WEBSITE_SITE_NAME"] ?? "").Where(static c => char.IsAsciiLetterOrDigit(c) || c == '-')) is { Length: > 0 } name ? name : "local";

    // A vault that does not answer must not hold up the next provider's turn for long.
    private static SecretClientOptions VaultOptions() => new() { Retry = { NetworkTimeout = TimeSpan.FromSeconds(10) } };
}
