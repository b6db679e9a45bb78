metadata description = 'LLM Functions in a resource group that exists. main.bicep deploys the same and makes the group.'

import { scaleOptions } from 'modules/types.bicep'

@description('Region of everything; by default that of the group.')
param location string = resourceGroup().location

@description('Short name of this installation; a part of every name.')
@minLength(2)
@maxLength(12)
param name string = 'llmfn'

@description('Tags of everything.')
param tags object = {}

@description('How the app scales; what is left out takes the default that modules/types.bicep says.')
param scale scaleOptions = {}

@description('Whether storage and vault are closed to the internet and reached through a virtual network only.')
param privateNetwork bool = false

@description('With privateNetwork: addresses or ranges of operators that the vault lets in nevertheless, to write secrets.')
param vaultAllowedIps string[] = []

@description('Whether a deleted vault can be purged by nobody before its time is over. It cannot be switched off again.')
param purgeProtection bool = false

@description('Days for which a deleted vault can be restored.')
@minValue(7)
@maxValue(90)
param softDeleteDays int = 7

@description('Whether the app may write secrets, so that keys of providers can be set through the management API. It may then read, change and delete every secret of the vault; without it, only read them.')
param manageSecrets bool = false

@description('How the storage account keeps its copies.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('GiB of logs a day after which no more are taken in; -1 takes all.')
@minValue(-1)
param dailyLogCapGb int = 1

@description('Settings of the gateway, such as Gateway__Providers__openai__Secret. Names of secrets only, never keys.')
param gatewaySettings object = {}

@description('Origins of browsers that may call the gateway; none means no CORS.')
param corsOrigins string[] = []

@description('Object id of a person or group that may write secrets and read the tables. Empty: nobody is added.')
param operatorPrincipalId string = ''

@description('What operatorPrincipalId is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string = 'User'

@description('Whether a Durable Task Scheduler is made, with the right to it. The app uses it only if its host.json says so.')
param durableTaskScheduler bool = false

@description('Addresses that alerts are mailed to; without one no alert is made.')
param alertEmails string[] = []

@description('Seconds that 95 of 100 calls may take, their providers included, before an alert.')
@minValue(1)
@maxValue(220)
param latencyAlertSeconds int = 60

@description('US dollars that providers may be paid in a day, by the prices that the gateway knows, before an alert; 0 for no such alert. It stops nothing.')
@minValue(0)
param dailySpendAlert int = 0

@description('Whether Azure asks /api/v1/status/ready every five minutes. It keeps an instance awake.')
param availabilityTest bool = false

@description('US dollars a month of which alertEmails are told at 80, 100 and (forecast) 120 %; 0 makes no budget. It stops nothing.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the budget: of this month, at the first deployment; give the same one at later deployments.')
param budgetStart string = utcNow('yyyy-MM-01')

var suffix = take(uniqueString(resourceGroup().id, name), 8)
var fullName = '${toLower(name)}-${suffix}'
var packageContainer = 'app-package'

module identity 'modules/identity.bicep' = {
  params: {
    name: 'id-${fullName}'
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: 'st${replace(toLower(name), '-', '')}${suffix}'
    location: location
    tags: tags
    sku: storageSku
    private: privateNetwork
    packageContainer: packageContainer
  }
}

module vault 'modules/vault.bicep' = {
  params: {
    name: 'kv-${fullName}'
    location: location
    tags: tags
    private: privateNetwork
    allowedIps: vaultAllowedIps
    purgeProtection: purgeProtection
    softDeleteDays: softDeleteDays
  }
}

module telemetry 'modules/telemetry.bicep' = {
  params: {
    workspaceName: 'log-${fullName}'
    insightsName: 'appi-${fullName}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyCapGb: dailyLogCapGb
  }
}

module roles 'modules/roles.bicep' = {
  params: {
    appPrincipalId: identity.outputs.principalId
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
    manageSecrets: manageSecrets
    storageAccountName: storage.outputs.name
    keyVaultName: vault.outputs.name
    insightsName: telemetry.outputs.insightsName
  }
}

module scheduler 'modules/scheduler.bicep' = if (durableTaskScheduler) {
  params: {
    name: 'dts-${fullName}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  params: {
    name: 'vnet-${fullName}'
    location: location
    tags: tags
    storageId: storage.outputs.id
    keyVaultId: vault.outputs.id
  }
}

module app 'modules/app.bicep' = {
  params: {
    name: 'func-${fullName}'
    planName: 'plan-${fullName}'
    location: location
    tags: tags
    scale: scale
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageEndpoints: storage.outputs.endpoints
    packageContainer: packageContainer
    keyVaultUri: vault.outputs.uri
    insightsConnectionString: telemetry.outputs.connectionString
    subnetId: network.?outputs.appSubnetId ?? ''
    schedulerEndpoint: scheduler.?outputs.endpoint ?? ''
    taskHub: scheduler.?outputs.taskHub ?? ''
    gatewaySettings: gatewaySettings
    corsOrigins: corsOrigins
  }
  // The references to the vault are read when the settings are written.
  dependsOn: [roles]
}

module alerts 'modules/alerts.bicep' = if (!empty(alertEmails)) {
  params: {
    name: fullName
    location: location
    tags: tags
    emails: alertEmails
    insightsId: telemetry.outputs.insightsId
    storageAccountName: storage.outputs.name
    keyVaultId: vault.outputs.id
    latencySeconds: latencyAlertSeconds
    dailySpend: dailySpendAlert
    readyUrl: availabilityTest ? '${app.outputs.url}/api/v1/status/ready' : ''
  }
}

module workbook 'modules/workbook.bicep' = {
  params: {
    name: fullName
    location: location
    tags: tags
    insightsId: telemetry.outputs.insightsId
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0 && !empty(alertEmails)) {
  params: {
    name: 'budget-${fullName}'
    amount: monthlyBudget
    start: budgetStart
    emails: alertEmails
  }
}

@description('Name of the function app: func azure functionapp publish takes it.')
output functionAppName string = app.outputs.name

@description('Address of the gateway.')
output gatewayUrl string = app.outputs.url

@description('Name of the vault: az keyvault secret set takes it.')
output keyVaultName string = vault.outputs.name

@description('Name of the storage account.')
output storageAccountName string = storage.outputs.name
