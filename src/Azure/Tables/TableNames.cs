namespace LlmFunctions.AzureServices.Tables;

/// <summary>The tables of the app, but for those of the <see cref="UsageTables">usage ledger</see>, one for each six hours.</summary>
internal static class TableNames
{
    public const string Alerts = "Alerts";
    public const string Answers = "Answers";
    public const string Audit = "Audit";
    public const string BatchLines = "BatchLines";
    public const string Batches = "Batches";
    public const string Config = "Config";
    public const string Feedback = "Feedback";
    public const string Files = "Files";
    public const string Health = "Health";
    public const string Jobs = "Jobs";
    public const string Keys = "Keys";
    public const string Payloads = "Payloads";
    public const string Quotas = "Quotas";
    public const string RequiredModels = "RequiredModels";
    public const string Responses = "Responses";
    public const string RollUpHours = "RollUpHours";
    public const string RollUps = "RollUps";
    public const string Schema = "Schema";
}
